// The last column of a table takes what the others leave of the line.

import t from 'tap';
import { lastRoom } from '../../../cli/show/fit-table.ts';
import { formatTable } from '../../../cli/show/format-table.ts';

t.test('a last column of that width ends with the line, or has 16 columns', async (t) => {
  const columns = [{ title: 'tokens' }, { title: 'in record' }];
  const rows = [['12', 'a rather long id']];
  for (const line of [60, 80, 120]) {
    const room = lastRoom(columns, rows, line);
    const table = formatTable(
      [...columns, { title: 'span' }],
      rows.map((row) => [...row, 'x'.repeat(room)]),
    );
    t.equal(Math.max(...table.split('\n').map((one) => one.length)), line);
  }
  t.equal(lastRoom(columns, rows, 30), 16);
});
