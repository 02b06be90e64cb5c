import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { planQuestion } from '../../../exposure/plan-question.ts';
import { RecordTally } from '../../../search/records/record-tally.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { buildCorpus, type SearchedCorpus } from './some-corpora.ts';

const count = 120;

/** Some steps have several records, and some have none. */
const corpus: SearchedCorpus = {
  kind: 'words',
  records: Array.from({ length: count }, (_, i) => ({
    tokens: ['a'],
    step: 1 + Math.floor(i / 3) * 2 + (i % 3 === 2 ? 1 : 0),
  })),
  cuts: [50],
};

const questions = fc.record({
  at: fc.uniqueArray(fc.nat(100), { maxLength: 4 }),
  bins: fc.integer({ min: 1, max: 90 }),
  fromStep: fc.integer({ min: 1, max: 40 }),
  toStep: fc.integer({ min: 40, max: 90 }),
});

const tallied = fc.record({
  ranks: fc.subarray(Array.from({ length: count }, (_, rank) => rank)),
  batch: fc.constantFrom(1, 7, 1000),
});

t.test('records are counted by step and in bins as one by one', async (t) => {
  using snapshot = Snapshot.open(await buildCorpus(temporaryFolder(t), corpus));
  assert.equal(snapshot.segments.length, 2);
  fc.assert(
    fc.property(questions, tallied, (question, { ranks, batch }) => {
      const tally = new RecordTally(planQuestion(snapshot, question));
      for (const segment of snapshot.segments) {
        const end = segment.firstRank + segment.records;
        const own = ranks.filter((rank) => segment.firstRank <= rank && rank < end);
        for (let i = 0; i < own.length; i += batch) {
          const some = own.slice(i, i + batch).map((rank) => rank - segment.firstRank);
          tally.add({ segment, records: Uint32Array.from(some) });
        }
      }
      const { at, timeline } = tally.finish();
      const steps = ranks.map((rank) => corpus.records[rank]?.step ?? 0);
      const by = (least: number, most: number) => {
        return steps.filter((step) => least < step && step <= most).length;
      };
      const expected = question.at.map((step) => [String(step), by(0, step)]);
      assert.deepEqual(at ?? {}, Object.fromEntries(expected));
      const edges = timeline?.edges ?? [];
      assert.deepEqual(
        timeline?.records,
        edges.slice(1).map((edge, i) => by(edges[i] ?? 0, edge)),
      );
    }),
    { numRuns: 200, endOnFailure: false },
  );
  t.pass('as one by one');
});
