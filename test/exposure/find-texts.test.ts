// Lists of phrases, which the kernel cuts, searches and names in one call, against the same phrases one by one.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { answerPhrases } from '../../exposure/answer-phrases.ts';
import { findTexts } from '../../exposure/find-texts.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import type { Answer } from '../../schemas/answer.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { skipNative } from '../native/both-kernels.ts';
import { runsOf } from '../runs.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';

const folder = temporaryFolder(t);
const analyzers = ['words', 'cased'] as const;
const indexOf = (analyzer: string) => join(folder, `${analyzer}.idx`);

/** ASCII of every kind that a word or a boundary may have. */
const odd = ["e.g. Don't A:b a_1", '3,000.5 1:2 x;y', 'a..b _.a', "o'o' 'a a1.5b", 'THE the The'];

t.before(async () => {
  for (const analyzer of analyzers) {
    for (const part of [0, 1, 2]) {
      const lines = [...someLines(60, part + 1), ...odd.map((text) => ({ text }))];
      // Ids that do not fit beside each other.
      const long = lines.map(({ text }, i) => ({ text, id: `${i}-`.repeat(100) }));
      const records = part === 2 ? long : lines;
      const from = [writeLines(join(folder, `${part}.jsonl`), records)];
      const options: BuildOptions = { analyzer, merges: false, workers: 1, inline: fileOperations };
      await buildIndex(indexOf(analyzer), { from, stepRule: { batch_size: 7 }, ...options });
    }
  }
});

const unit = fc.constantFrom(
  ...`aAbtheTHE013_:;,.'"- \t\n\u007f\u0000`,
  'é',
  '漢',
  '😀',
  '\ud83d',
  '\ude00',
);
const token = fc.constantFrom('the', 'of', 'a', 'sketch', "don't", '.', '3.14', 'naïve', 'nowhere');
const phrase = fc.oneof(
  { weight: 6, arbitrary: fc.array(token, { maxLength: 4 }).map((some) => some.join(' ')) },
  { weight: 3, arbitrary: fc.array(unit, { maxLength: 12 }).map((some) => some.join('')) },
  { weight: 2, arbitrary: fc.constantFrom(...odd, ...odd.flatMap((text) => text.split(' '))) },
  { weight: 1, arbitrary: fc.constantFrom('the '.repeat(4500), 'x'.repeat(20_000), '') },
);
const phrases = fc.array(phrase, { minLength: 8, maxLength: 1500, size: 'max' });

/** Each with something that an answer of count, first and last does not have. */
const more = [
  { at: [3] },
  { at: [3], records: true },
  { checkpoints: [{ name: 'c', step: 3 }] },
  { lastAt: [3] },
  { recordsAt: [3] },
  { bins: 2 },
  { byFacet: true },
  { contexts: 1 },
];
const question = fc.constantFrom({}, ...more);
const scene = fc.tuple(phrases, question, fc.constantFrom(...analyzers));

t.test('a list has the answers of its phrases, cold and warm', (t) => {
  const property = fc.property(scene, ([phrases, question, analyzer]) => {
    using snapshot = Snapshot.open(indexOf(analyzer));
    assert.equal(snapshot.settings.analyzer, analyzer);
    assert.equal(snapshot.segments.length, 3);
    const plan = planQuestion(snapshot, question);
    const cold = answerPhrases(snapshot, plan, phrases);
    const alone = phrases.flatMap((phrase) => answerPhrases(snapshot, plan, [phrase]));
    assert.deepEqual(cold, alone);
    assert.deepEqual(answerPhrases(snapshot, plan, phrases), alone);
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: runsOf(20) }));
  t.end();
});

t.test('each part of a question is in the answers of a list', (t) => {
  using snapshot = Snapshot.open(indexOf('words'));
  const asked = Array.from({ length: 9 }, () => 'the');
  for (const question of more) {
    const plan = planQuestion(snapshot, question);
    const alone = answerPhrases(snapshot, plan, ['the']);
    t.ok(Object.keys(alone[0] ?? {}).length > 5, JSON.stringify(question));
    for (const _ of ['cold', 'warm']) {
      t.same(
        answerPhrases(snapshot, plan, asked),
        Array.from(asked).flatMap(() => alone),
      );
    }
  }
  t.end();
});

t.test('a timeline without bins, as of an index without a record, is in the answers', (t) => {
  using snapshot = Snapshot.open(indexOf('words'));
  const plan = { ...planQuestion(snapshot), edges: [0] };
  const asked = Array.from({ length: 9 }, () => 'the');
  for (const _ of ['cold', 'warm']) {
    for (const { timeline } of answerPhrases(snapshot, plan, asked) as Answer[]) {
      t.same(timeline, { edges: [0], count: [] });
    }
  }
  t.end();
});

t.test('halves of a surrogate pair in two phrases stay apart', (t) => {
  using snapshot = Snapshot.open(indexOf('words'));
  const plan = planQuestion(snapshot);
  const asked = ['\ud83d', '\ude00', 'of', 'the', 'of', 'a', 'the', 'of'];
  const alone = asked.map((phrase) => answerPhrases(snapshot, plan, [phrase])[0]);
  t.same(answerPhrases(snapshot, plan, asked), alone);
  t.end();
});

t.test(
  'the kernel leaves what is not ASCII, has no token or is too long, and nothing else',
  { skip: skipNative },
  (t) => {
    using snapshot = Snapshot.open(indexOf('words'));
    const plan = planQuestion(snapshot);
    const asked = ['the', 'nowhere', 'é', ' ', 'x'.repeat(20_000), "don't ."];
    // Its pages have been checked then.
    for (const phrase of asked) answerPhrases(snapshot, plan, [phrase]);
    const found = findTexts(snapshot, asked).map((one) => one?.phrase);
    t.same(found, ['the', 'nowhere', undefined, undefined, undefined, "don't ."]);
    t.end();
  },
);
