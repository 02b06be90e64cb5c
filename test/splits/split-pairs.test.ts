import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { decodeObjects } from '../../splits/pairs/decode-pairs.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import { findExposedStep, type Policy } from '../../splits/policy.ts';
import type { Split } from '../../splits/split.ts';
import { type SplitOptions, splitPairs } from '../../splits/split-pairs.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { naiveExposures } from './naive-exposures.ts';

const folder = temporaryFolder(t);
let indexes = 0;

/** One record a step. */
async function buildTexts(texts: readonly string[], analyzer: 'words' | 'cased' = 'words') {
  const directory = join(folder, `index-${indexes++}`);
  const path = `${directory}.jsonl`;
  writeFileSync(path, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  await buildIndex(directory, {
    ...{ from: [path], stepRule: { batch_size: 1 }, workers: 1, inline: fileOperations, analyzer },
  });
  return directory;
}

/** Pairs whose phrases are given. */
function givenPairs(
  phrases: readonly (readonly [string, string])[],
  set = 'given',
): Promise<PairSet> {
  const rows = phrases.map(([good, bad]) => ({ good, bad }));
  const columns = { phraseGood: 'good', phraseBad: 'bad' };
  return decodeObjects(rows, { set, file: 'given', columns });
}

const word = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

/** The split by its definition. */
function checkSplit(
  split: Split,
  pairs: readonly [string, string][],
  steps: Map<string, number[]>,
) {
  const { at, minCount, policy } = split;
  const [set] = split.sets;
  assert.ok(set !== undefined);
  const reached = (phrase: string) =>
    steps.get(phrase)?.filter((step) => step <= at)[minCount - 1] ?? null;
  const expected = pairs.map(([good, bad]) => findExposedStep(policy, reached(good), reached(bad)));
  const rowsOf = (side: boolean) =>
    expected.flatMap((step, row) => ((step !== null) === side ? [row] : []));
  assert.deepEqual(
    set.proxyTrain.map(({ row }) => row),
    rowsOf(true),
  );
  assert.deepEqual(
    set.proxyValidation.map(({ row }) => row),
    rowsOf(false),
  );
  for (const { good, bad } of [...set.proxyTrain, ...set.proxyValidation]) {
    for (const { phrase, count, firstStep } of [good, bad]) {
      const by = steps.get(phrase)?.filter((step) => step <= at) ?? [];
      assert.equal(count, by.length, phrase);
      assert.equal(firstStep, by[0] ?? null, phrase);
    }
  }
  const phrases = [...new Set(pairs.flat())];
  const met = phrases.flatMap((phrase) => reached(phrase) ?? []).sort((a, b) => a - b);
  assert.equal(set.distinctPhrases, phrases.length);
  assert.equal(set.distinctPairs, new Set(pairs.map((pair) => pair.join('\n'))).size);
  assert.equal(set.firstStep, met[0] ?? null);
  assert.equal(set.medianStep, met[(met.length - 1) >> 1] ?? null);
  for (const { step, phrases, examples } of set.curve) {
    assert.equal(phrases, met.filter((other) => other <= step).length);
    assert.equal(examples, expected.filter((other) => other !== null && other <= step).length);
  }
  const rises = new Set([...met, ...expected.filter((step) => step !== null)]);
  assert.deepEqual(
    set.curve.map(({ step }) => step),
    [...rises].sort((a, b) => a - b),
    'a point wherever one rises',
  );
}

t.test('splits equal their definition for random corpora, pairs and policies', async (t) => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(phrase, phrase), { minLength: 1, maxLength: 20 }),
      fc.constantFrom<Policy>('either', 'both', 'good', 'bad'),
      fc.integer({ min: 1, max: 3 }),
      fc.uniqueArray(fc.nat({ max: 14 }), { minLength: 1, maxLength: 4 }),
      async (texts, pairs, policy, minCount, at) => {
        const directory = await buildTexts(texts);
        {
          using snapshot = Snapshot.open(directory);
          const sets = [await givenPairs(pairs)];
          const splits = await splitPairs(snapshot, sets, { policy, minCount, at });
          const records = texts.map((text, rank) => ({ text, id: null, step: rank + 1 }));
          const steps = naiveExposures(records, pairs.flat());
          assert.deepEqual(
            splits.map((split) => split.at),
            at,
          );
          for (const split of splits) checkSplit(split, pairs, steps);
        }
        rmSync(directory, { recursive: true });
        runs += 1;
      },
    ),
    { numRuns: runsOf(25) },
  );
  t.ok(runs >= 25, `${runs} corpora`);
});

const corpus = ['the dogs bark', 'A cat sleeps.', 'the dog barks, and the dogs bark', 'x y z'];

/** All sides of a set as row numbers. */
function sidesOf({ sets }: Split) {
  return sets.map(({ proxyTrain, proxyValidation, dropped }) => [
    proxyTrain.map(({ row }) => row),
    proxyValidation.map(({ row }) => row),
    dropped,
  ]);
}

t.test('every pair is on one side or dropped with a reason', async (t) => {
  using snapshot = Snapshot.open(await buildTexts(corpus));
  const rows = [
    { sentence_good: 'The dogs bark.', sentence_bad: 'The dogs barks.' },
    { sentence_good: 'A cat sleeps.', sentence_bad: 'A cat sleep.' },
    { sentence_good: 'A cow moos.', sentence_bad: 'A cow moo.' },
    { sentence_good: 'A cow moos.', sentence_bad: 'A cow moos.' },
    { sentence_good: "The dog's tail", sentence_bad: 'The dog\u2019s tail' },
    { sentence_good: '\u200b', sentence_bad: 'A' },
  ];
  const set = await decodeObjects(rows, { set: 'mine', file: 'mine' });
  const [split] = await splitPairs(snapshot, [set]);
  t.strictSame(split && sidesOf(split), [
    [
      [0, 1],
      [2],
      [
        { row: 3, reason: 'good_equals_bad' },
        { row: 4, reason: 'phrases_equal' },
        { row: 5, reason: 'phrase_without_token' },
      ],
    ],
  ]);
  t.match(split, { at: 4, policy: 'either', minCount: 1, snapshot: snapshot.name });
});

t.test('a phrase met at a later step is no exposure', async (t) => {
  using snapshot = Snapshot.open(await buildTexts(corpus));
  const sets = [
    await givenPairs([
      ['dog barks', 'x y'],
      ['the dogs', 'q'],
    ]),
  ];
  const splits = await splitPairs(snapshot, sets, { at: [0, 1, 2, 3, 9, 3] });
  t.strictSame(
    splits.map((split) => [split.at, ...(sidesOf(split)[0] ?? [])]),
    [
      [0, [], [0, 1], []],
      [1, [1], [0], []],
      [2, [1], [0], []],
      [3, [0, 1], [], []],
      [9, [0, 1], [], []],
    ],
    'a step asked for twice is one split',
  );
  t.match(splits[1]?.sets[0]?.proxyValidation[0]?.good, { count: 0, firstStep: null });
  t.match(splits[3]?.sets[0]?.proxyTrain[0]?.good, { count: 1, firstStep: 3 });
});

t.test('sampling leaves out with a reason, and matches by the rarest word', async (t) => {
  // "a" and "c" are common, "y" and "z" rare; unexposed phrases of both kinds.
  using snapshot = Snapshot.open(
    await buildTexts(['a a a a a a a a', 'z y', ...Array.from({ length: 8 }, () => 'c')]),
  );
  const pairs = await givenPairs([
    ['a a', 'a a a'],
    ['z y', 'z y z'],
    ['a c', 'c a'],
    ['y z', 'z z'],
    ['c c', 'a c a'],
    ['y y', 'y z y'],
  ]);
  const splitBy = async (sampling: SplitOptions['sampling'], seed = 0) =>
    (await splitPairs(snapshot, [pairs], { ...(sampling && { sampling }), seed }))[0] as Split;
  const balanced = await splitBy('balance');
  const [train, validation, dropped] = sidesOf(balanced)[0] as [number[], number[], unknown[]];
  t.strictSame(train, [0, 1]);
  t.equal(validation.length, 2);
  t.equal(dropped.length, 2);
  t.match(dropped, [{ reason: 'left_out_by_sampling' }, { reason: 'left_out_by_sampling' }]);
  t.strictSame(await splitBy('balance'), balanced, 'the same seed, the same split');
  const matched = sidesOf(await splitBy('match-frequency'))[0] as [number[], number[]];
  t.strictSame(matched[0], [0, 1]);
  t.equal(matched[1].length, 2);
  t.ok(matched[1].includes(2) || matched[1].includes(4), 'common words beside common ones');
  t.ok(matched[1].includes(3) || matched[1].includes(5), 'rare words beside rare ones');
});

t.test('phrases of sentences are lower-cased, so an index with capitals is refused', async (t) => {
  using snapshot = Snapshot.open(await buildTexts(corpus, 'cased'));
  const rows = [{ sentence_good: 'A cat', sentence_bad: 'A cats' }];
  await t.rejects(splitPairs(snapshot, [await decodeObjects(rows, { set: 's', file: 's' })]), {
    code: 'analyzer_mismatch',
  });
  const [split] = await splitPairs(snapshot, [await givenPairs([['A cat', 'a cat']])]);
  t.match(
    split?.sets[0]?.proxyTrain,
    [{ good: { count: 1 }, bad: { count: 0 } }],
    'columns are not',
  );
});

t.test('numbers that are no counts are refused', async (t) => {
  using snapshot = Snapshot.open(await buildTexts(corpus));
  for (const options of [{ minCount: 0 }, { minCount: 1.5 }, { at: [-1] }, { at: [0.5] }]) {
    await t.rejects(splitPairs(snapshot, [await givenPairs([['a', 'b']])], options), {
      code: 'bad_argument',
    });
  }
});

t.test('progress is awaited, and a signal ends the work between two slices', async (t) => {
  using snapshot = Snapshot.open(await buildTexts(corpus));
  const pairs = await givenPairs(Array.from({ length: 1000 }, (_, i) => [`w${i}`, `v${i}`]));
  const told: number[] = [];
  let atWork = false;
  await splitPairs(snapshot, [pairs], {
    onProgress: async ({ done, total }) => {
      assert.equal(atWork, false, 'not told again before the last call has ended');
      atWork = true;
      await new Promise(setImmediate);
      atWork = false;
      told.push(done);
      assert.equal(total, 2000);
    },
  });
  t.ok(told.length >= 5, `${told.length} calls`);
  t.equal(told.at(-1), 2000);
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  await t.rejects(splitPairs(snapshot, [pairs], { signal: controller.signal, onProgress }), {
    message: 'enough',
  });
});
