// Steps and amounts of segments, wherever they lie in an index, against plain arithmetic.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { findStep, type Pace } from '../../../store/segment/pace.ts';
import {
  type Consumed,
  nothingConsumed,
  RecordAmounts,
  RecordAmountsBuilder,
} from '../../../store/segment/record-amounts.ts';
import { StepTable, StepTableBuilder } from '../../../store/segment/step-table.ts';
import { openPages, type Sections, withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

/** Amounts of one record, and by how much its own step is higher than the one before. */
const record = fc.record({
  tokens: fc.nat(5),
  boundaries: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(2)),
  words: fc.nat(4),
  modelTokens: fc.nat(6),
  rise: fc.oneof(fc.constant(0), fc.nat(4)),
});
type Made = typeof record extends fc.Arbitrary<infer T> ? T : never;

const size = fc.integer({ min: 1, max: 7 });
const stages = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), size), { maxLength: 3 });
const pace = fc
  .tuple(fc.constantFrom('records', 'words', 'modelTokens'), size, stages)
  .map(([unit, size, more]): Pace => {
    let fromStep = 1;
    const later = more.map(([steps, size]) => {
      fromStep += steps;
      return { fromStep, size };
    });
    return { unit, stages: [{ fromStep: 1, size }, ...later] } as Pace;
  });

function sum(records: readonly Made[]): Consumed {
  const of = (key: 'tokens' | 'words' | 'modelTokens') =>
    records.reduce((total, one) => total + one[key], 0);
  const [tokens, words, modelTokens] = [of('tokens'), of('words'), of('modelTokens')];
  return { records: records.length, tokens, words, modelTokens };
}

/** The sections of a segment, which knows nothing of what lies before it. */
function write(records: readonly Made[], steps: readonly number[] | undefined): Sections {
  const amounts = new RecordAmountsBuilder();
  const table = new StepTableBuilder();
  let symbols = 0;
  let boundaries = 0;
  records.forEach((one, i) => {
    symbols += one.tokens + one.boundaries + 1;
    boundaries += one.boundaries;
    const { words, modelTokens } = sum(records.slice(0, i + 1));
    amounts.add({ symbols, boundaries, words, modelTokens });
    if (steps !== undefined) table.add(steps[i] as number);
  });
  return { ...amounts.sections, ...(steps !== undefined && { steps: table.words }) };
}

/** The step of each record, by its own saying or by the amount before it. */
function plainSteps(records: readonly Made[], pace: Pace | undefined): number[] {
  let own = 1;
  return records.map(({ rise }, i) => {
    own += rise;
    return pace === undefined ? own : findStep(pace, sum(records.slice(0, i))[pace.unit]).step;
  });
}

t.test('steps and amounts are the plain ones, in every segment and by every rule', async (t) => {
  const check = (records: Made[], cuts: number[], pace: Pace | undefined) => {
    const steps = plainSteps(records, pace);
    const inside = cuts.filter((cut) => cut < records.length);
    const borders = [...new Set([0, ...inside, records.length])].sort((a, b) => a - b);
    for (const [s, start] of borders.slice(0, -1).entries()) {
      const end = borders[s + 1] as number;
      const own = steps.slice(start, end);
      const sections = write(records.slice(start, end), pace === undefined ? own : undefined);
      withPages(folder, sections, (file) => {
        const amounts = new RecordAmounts(file);
        const table = new StepTable(file, amounts, { pace, before: sum(records.slice(0, start)) });
        const found = own.map((_, record) => table.stepOf(record));
        assert.deepEqual(found, own);
        const edges = [table.firstStep, table.lastStep, table.countSteps()];
        assert.deepEqual(edges, [own[0], own.at(-1), new Set(own).size]);
        assert.deepEqual(table.end, sum(records.slice(0, end)));
        for (let limit = 0; limit <= (steps.at(-1) ?? 0) + 1; limit++) {
          const by = own.filter((step) => step <= limit).length;
          assert.equal(table.recordsBy(limit), by);
          const consumed = by === 0 ? undefined : sum(records.slice(0, start + by));
          assert.deepEqual(table.consumedBy(limit), consumed);
        }
        const tokens = own.map((_, record) => amounts.tokens(record));
        assert.deepEqual(
          tokens,
          records.slice(start, end).map((one) => one.tokens),
        );
      });
    }
  };
  const records = fc.array(record, { minLength: 1, maxLength: 120 });
  const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 3 });
  const given = fc.property(records, cuts, fc.option(pace, { nil: undefined }), check);
  t.doesNotThrow(() => fc.assert(given, { numRuns: 60 }));
});

t.test('steps and amounts before a segment may be larger than 32 bits', async (t) => {
  const before = { records: 2 ** 40, tokens: 2 ** 50, words: 2 ** 45, modelTokens: 2 ** 33 };
  const made = { tokens: 1, boundaries: 0, words: 1, modelTokens: 1, rise: 0 };
  const own = openPages(t, write([made], [2 ** 41 + 3]));
  const table = new StepTable(own, new RecordAmounts(own), { pace: undefined, before });
  t.equal(table.stepOf(0), 2 ** 41 + 3);
  t.equal(table.recordsBy(2 ** 41 + 2), 0);
  t.equal(table.recordsBy(2 ** 41 + 3), 1);
  t.equal(table.end.tokens, 2 ** 50 + 1);
  const paced = openPages(t, write([made], undefined));
  const pace: Pace = { unit: 'words', stages: [{ fromStep: 1, size: 16 }] };
  const other = new StepTable(paced, new RecordAmounts(paced), { pace, before });
  t.equal(other.stepOf(0), 2 ** 41 + 1);
});

t.test('steps that fall are a bug of the caller', async (t) => {
  const builder = new StepTableBuilder();
  builder.add(5);
  builder.add(5);
  t.equal(builder.length, 1, 'one entry a step');
  t.throws(() => builder.add(4), /steps fall/);
});

t.test('amounts that are all zero take no room', async (t) => {
  const made = { tokens: 2, boundaries: 0, words: 0, modelTokens: 0, rise: 0 };
  t.same(Object.keys(write([made, made], undefined)), ['record_ends']);
  t.same(nothingConsumed, sum([]));
});
