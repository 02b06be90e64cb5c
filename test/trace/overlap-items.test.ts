// Overlaps against brute force over all n-grams of each item.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { FailedItem, ItemOverlap } from '../../schemas/overlap.ts';
import { Snapshot } from '../../store/snapshot.ts';
import type { OverlapQuestion } from '../../trace/overlap-coverage.ts';
import { requireOverlap, walkOverlaps } from '../../trace/overlap-items.ts';
import { runsOf } from '../runs.ts';
import { readingBothWays } from '../store/reading-both-ways.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { NaiveTrace } from './naive-trace.ts';
import { build, corpus, parts, wordsOf } from './small-trace.ts';

function overlap(snapshot: Snapshot, texts: readonly string[], question: OverlapQuestion) {
  const items = texts.map((text, i) => ({ id: `i${i}`, text }));
  const answers: (ItemOverlap | FailedItem)[] = [];
  for (const one of walkOverlaps(snapshot, items, question)) if (one) answers.push(one);
  return answers;
}

readingBothWays('overlaps are those of all n-grams', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(
      corpus,
      fc.array(parts, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
      async (records, items, cuts, n) => {
        const directory = await build(folder, records, { cuts, resolution: 'record' });
        const naive = new NaiveTrace(records);
        using snapshot = Snapshot.open(directory);
        const texts = items.map((parts) => wordsOf(parts, records));
        const question = { n, coverage: [0.1, 0.5, 0.8, 1], at: [1, naive.lastStep] };
        const answers = overlap(
          snapshot,
          texts.map((words) => words.join(' ')),
          question,
        );
        for (const [i, tokens] of texts.entries()) {
          const id = `i${i}`;
          const answer = answers[i];
          if (tokens.length === 0) {
            assert.ok(answer && 'error' in answer && answer.error.code === 'phrase_without_token');
            assert.equal(answer.id, id);
            continue;
          }
          const expected = { id, ...naive.overlap(tokens, question) };
          assert.deepEqual(answer, expected);
          if (expected.seen_at['0.5'] !== null) reached++;
        }
      },
    ),
    { numRuns: runsOf(40) },
  );
  t.ok(reached > 10, `${reached} items reached a half`);
});

t.test('an item that cannot be asked has its error in its place', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const records = [{ text: 'a', id: null, step: 1 }];
  const directory = await build(folder, records, { cuts: [], resolution: 'record' });
  using snapshot = Snapshot.open(directory);
  t.match(overlap(snapshot, ['', 'a', 'x'], { n: 1, coverage: [1], at: [] }), [
    { id: 'i0', error: { code: 'phrase_without_token' } },
    { id: 'i1', coverage: { 1: 1 }, seen_at: { 1: 1 } },
    { id: 'i2', longest: null, coverage: { 1: 0 }, seen_at: { 1: null } },
  ]);
  t.match(overlap(snapshot, ['a'], { n: 2, coverage: [0.5], at: [1] }), [
    { coverage: { 2: null }, coverage_at: { 1: null }, seen_at: { 0.5: null } },
  ]);
});

t.test('numbers out of their range are refused', async (t) => {
  const usual = { n: 13, coverage: [0.8], at: [] };
  for (const part of [{ n: 0 }, { n: 1001 }, { coverage: [0] }, { coverage: [1.1] }]) {
    t.throws(() => requireOverlap({ ...usual, ...part }), { code: 'bad_argument' });
  }
  requireOverlap(usual);
});
