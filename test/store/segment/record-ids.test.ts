import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Segment } from '../../../store/segment/segment.ts';
import { runsOf } from '../../runs.ts';
import { waysToRead } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';
import { writeRecords } from './write-records.ts';

const folder = temporaryFolder(t);

type Ids = readonly (string | null)[];

/** Asks for ids by many records at once, before a page has been checked and after all have. */
function checkIds(ids: Ids, asked: readonly number[]): void {
  const place = writeRecords(
    join(folder, 'ids.index'),
    ids.map(() => ['a']),
    { ids },
  );
  const expected = asked.map((record) => ids[record]);
  for (const way of waysToRead) {
    using segment = Segment.open(place, way);
    const { recordTable } = segment;
    assert.deepEqual(recordTable.ids(asked), expected, 'cold');
    assert.deepEqual(
      [...ids.keys()].map((record) => recordTable.id(record)),
      ids,
    );
    assert.deepEqual(recordTable.ids(asked), expected, 'warm');
  }
}

const plain = fc.string({ maxLength: 40 });
const any = fc.string({ unit: 'grapheme', maxLength: 12 }).map((id) => id.toWellFormed());
const long = fc.constantFrom('a', 'é').chain((letter) => fc.nat(9000).map((n) => letter.repeat(n)));
const id = fc.oneof(
  { weight: 30, arbitrary: plain },
  { weight: 3, arbitrary: any },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: long },
);
const ids = fc.array(id, { minLength: 1, maxLength: 300, size: 'max' });

t.test('ids of many records are those of each, in any order, with or without an id', async (t) => {
  const asking = fc.array(fc.nat(), { maxLength: 200, size: 'max' });
  const property = fc.property(ids, asking, (ids, numbers) =>
    checkIds(
      ids,
      numbers.map((number) => number % ids.length),
    ),
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: runsOf(60) }));
});

t.test('ids of plain letters, of others and none stand side by side', async (t) => {
  const ids: Ids = Array.from({ length: 200 }, (_, i) =>
    i % 50 === 49 ? null : i > 100 && i % 7 === 0 ? `é${i}` : `James, Henry/${i}.txt#${i}`,
  );
  const all = [...ids.keys()];
  t.doesNotThrow(() => checkIds(ids, all));
  t.doesNotThrow(() => checkIds(ids, all.toReversed()));
  t.doesNotThrow(() =>
    checkIds(
      ids.map(() => null),
      all,
    ),
  );
  t.doesNotThrow(() =>
    checkIds(
      ids.map(() => ''),
      all,
    ),
  );
});

t.test('an id that is longer than the room for all is read alone', async (t) => {
  const ids = ['a', 'b'.repeat(4096), 'c'.repeat(4097), 'd', 'é'.repeat(3000), 'e'.repeat(70_000)];
  const asked = Array.from({ length: 130 }, (_, i) => (i * 5) % ids.length);
  t.doesNotThrow(() => checkIds(ids, asked));
});
