import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { nothingConsumed, StepTable, StepTableBuilder } from '../../../store/segment/step-table.ts';
import { openPages, withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

/** The table of the segment of records [start, end), whose steps are given for the whole index. */
function tableWords(steps: readonly number[], start: number, end: number): Uint32Array {
  const table = new StepTableBuilder();
  for (let rank = start; rank < end; rank++) {
    const records = rank + 1;
    const end = { records, tokens: 3 * records, words: 2 * records, modelTokens: 0 };
    table.add(steps[rank] as number, end);
  }
  return table.words;
}

t.test('steps of records and records by a step are the naive ones, in every segment', async (t) => {
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 4 })), {
    minLength: 1,
    maxLength: 300,
  });
  const cuts = fc.array(fc.nat({ max: 300 }), { maxLength: 3 });
  const check = (gaps: readonly number[], cuts: readonly number[]) => {
    let step = 1;
    const steps = gaps.map((gap) => {
      step += gap;
      return step;
    });
    const inside = cuts.filter((cut) => cut < steps.length);
    const borders = [...new Set([0, ...inside, steps.length])].sort((a, b) => a - b);
    for (let s = 0; s + 1 < borders.length; s++) {
      const [start, end] = [borders[s] as number, borders[s + 1] as number];
      withPages(folder, { steps: tableWords(steps, start, end) }, (file) => {
        const table = new StepTable(file, start);
        const own = steps.slice(start, end);
        assert.equal(table.length, new Set(own).size);
        assert.deepEqual(
          own.map((_, record) => table.stepOf(record)),
          own,
        );
        for (let limit = 0; limit <= step + 1; limit++) {
          assert.equal(table.recordsBy(limit), own.filter((step) => step <= limit).length);
        }
        const { step: last, end: consumed } = table.entry(table.length - 1);
        assert.deepEqual([last, consumed.records], [own.at(-1), end]);
      });
    }
  };
  t.doesNotThrow(() => fc.assert(fc.property(gaps, cuts, check), { numRuns: 40 }));
});

t.test('steps and amounts may be larger than 32 bits', async (t) => {
  const end = { records: 2 ** 40, tokens: 2 ** 50 + 1, words: 2 ** 45 + 7, modelTokens: 2 ** 33 };
  const builder = new StepTableBuilder();
  builder.add(2 ** 41 + 3, end);
  const table = new StepTable(openPages(t, { steps: builder.words }), 2 ** 40 - 1);
  t.strictSame(table.entry(0), { step: 2 ** 41 + 3, end });
  t.equal(table.stepOf(0), 2 ** 41 + 3);
  t.equal(table.recordsBy(2 ** 41 + 2), 0);
  t.equal(table.recordsBy(2 ** 41 + 3), 1);
});

t.test('steps that fall are a bug of the caller', async (t) => {
  const builder = new StepTableBuilder();
  builder.add(5, nothingConsumed);
  builder.add(5, { ...nothingConsumed, records: 1 });
  t.equal(builder.words.length, 10, 'one entry a step');
  t.throws(() => builder.add(4, nothingConsumed), /steps fall/);
});
