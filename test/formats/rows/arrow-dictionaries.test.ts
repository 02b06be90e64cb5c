// Arrow streams whose dictionaries are replaced or added to between batches, as pyarrow writes them
// (scripts/formats/make_fixtures.py).

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ArrowRows } from '../../../formats/arrow/arrow-rows.ts';
import type { Row } from '../../../formats/rows/row-reader.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const batches = [
  ['alpha é', 'bravo', null, 'alpha é'],
  ['charlie', 'alpha é', 'charlie'],
  ['delta 漢', 'bravo'],
];
const expected = batches.flatMap((texts) => texts.map((text, i) => ({ text, id: String(i) })));

for (const name of ['arrow-replaced', 'arrow-deltas']) {
  t.test(`${name}: each batch has the words of its own dictionary`, async (t) => {
    using rows = new ArrowRows(
      { name, path: join(fixtures, name) },
      { text: 'text', id: 'id', step: undefined },
    );
    t.equal(rows.records, expected.length);
    // Forward, from each row on, and back.
    for (const start of [0, 8, 5, 3, 0]) {
      const found: Row[] = [];
      for await (const some of rows.read(start, rows.records)) found.push(...some);
      for (const [i, row] of found.entries()) {
        const { text, id } = expected[start + i] as { text: string | null; id: string };
        if (text === null) t.match(row, { code: 'wrong_field_type', message: /null/ });
        else t.strictSame(row, { line: start + i + 1, text, id, step: undefined });
      }
      t.equal(found.length, expected.length - start);
    }
  });
}
