// An index with the resolution step: its answers are the oracle's, but for ranks and ids, by every rule of
// steps, over segments in which steps continue. Questions about records are refused.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { answerPhrase, answerPhrases } from '../../exposure/answer-phrases.ts';
import { exposePhrases } from '../../exposure/expose-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import type { Steps } from '../../formats/run-description.ts';
import type { BuildOptions } from '../../indexer/build-index.ts';
import { compactIndex } from '../../indexer/compact-index.ts';
import { writeAnswers } from '../../library/rows/write-answers.ts';
import type { Answer } from '../../schemas/answer.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { tokenizer } from '../formats/rows/write-rows.ts';
import { indexRun, runIn } from '../indexer/run-index.ts';
import { Oracle, type OracleQuestion, type OracleRecord } from '../oracle.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { someSteps } from './some-steps.ts';

const word = fc.constantFrom('a', 'b', 'c', 'the', 'of');
const words = (maxLength: number) =>
  fc.array(word, { maxLength }).map((tokens) => tokens.join(' '));
const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join(' '));

/** So much a step, from each step on. */
type Stages = readonly (readonly number[])[];

/** The step that begins with `before` or has begun by then, step by step. */
function stepBy(stages: Stages, before: number): number {
  for (let step = 1, full = 0; ; step++) {
    full += stages.findLast(([fromStep = 0]) => fromStep <= step)?.[1] ?? 0;
    if (before < full) return step;
  }
}

const size = fc.integer({ min: 1, max: 9 });
const rule: fc.Arbitrary<Steps> = fc.oneof(
  size.map((batch_size) => ({ batch_size })),
  fc.tuple(size, size, size).map(([first, from, next]) => ({
    schedule: [
      [1, first],
      [1 + from, next],
    ],
  })),
  size.map((words) => ({ words: 3 * words })),
  size.map((tokens) => ({ model_tokens: 8 * tokens })),
  fc.constant({ field: 'step' }),
);

const wordsIn = (text: string) => text.split(/\s+/u).filter((one) => one !== '').length;

interface Row {
  readonly text: string;
  readonly gap: number;
}

function stepRecords(rows: readonly Row[], steps: Steps): OracleRecord[] {
  const { batch_size = 0, schedule, words, model_tokens } = steps;
  const stages = schedule ?? [[1, words ?? model_tokens ?? batch_size]];
  let before = 0;
  let own = 1;
  return rows.map(({ text, gap }) => {
    own += gap;
    const step = steps.field === undefined ? stepBy(stages, before) : own;
    if (words !== undefined) before += wordsIn(text);
    else if (model_tokens !== undefined) before += tokenizer.encode(text).length;
    else before++;
    return { text, id: `id ${text}`, step };
  });
}

const corpus = fc
  .record({
    rows: fc.array(fc.record({ text: words(14), gap: fc.oneof(fc.constant(0), fc.nat(3)) }), {
      minLength: 1,
      maxLength: 40,
    }),
    steps: rule,
  })
  .map(({ rows, steps }) => ({ steps, records: stepRecords(rows, steps) }));

interface Made {
  readonly steps: Steps;
  readonly records: readonly OracleRecord[];
}

/** Builds with one append after each cut. */
async function build(
  folder: string,
  { steps, records }: Made,
  { cuts, ...options }: BuildOptions & { readonly cuts: readonly number[] },
): Promise<string> {
  const directory = join(folder, 'index');
  rmSync(directory, { recursive: true, force: true });
  const borders = [...new Set([0, ...cuts.filter((cut) => cut < records.length)])];
  borders.sort((one, other) => one - other);
  for (const [i, border] of borders.entries()) {
    writeLines(join(folder, `${i}.jsonl`), records.slice(border, borders[i + 1]));
    const run = runIn(folder, {
      ...{ format: 'jsonl', files: [`${i}.jsonl`], steps },
      ...(steps.model_tokens !== undefined && { tokenizer: 'tokenizer.json' }),
    });
    await indexRun(directory, run, { resolution: 'step', merges: false, ...options });
  }
  return directory;
}

function withoutRecords(answer: Answer): Answer {
  const { first, last } = answer;
  const hide = (seen: Answer['first']) => seen && { step: seen.step, rank: null, id: null };
  return { ...answer, first: hide(first), last: hide(last) };
}

interface AskedPhrases {
  readonly phrases: readonly string[];
  readonly question: OracleQuestion;
}

function checkAnswers(
  snapshot: Snapshot,
  oracle: Oracle,
  { phrases, question }: AskedPhrases,
): void {
  const plan = planQuestion(snapshot, question);
  const expected = oracle.answers(phrases, question).map(withoutRecords);
  for (const _ of ['cold', 'warm']) {
    assert.deepEqual(answerPhrases(snapshot, plan, phrases), expected);
  }
  const lines = expected.map((answer) => `${JSON.stringify(answer)}\n`).join('');
  assert.equal(Buffer.from(writeAnswers(expected)).toString(), lines);
}

function checkExposures(snapshot: Snapshot, oracle: Oracle, phrases: readonly string[]): void {
  const steps = Array.from({ length: oracle.lastStep + 1 }, (_, i) => i);
  const plan = planQuestion(snapshot, { at: steps });
  const answers = oracle.answers(phrases, { at: steps });
  const tokens = answers.map((answer) => answer.tokens);
  for (const minCount of [1, 2, 7]) {
    const expected = answers.map(({ at: counts = {} }) => {
      const stepWith = (least: number) =>
        steps.find((step) => (counts[step] as number) >= least) ?? null;
      return {
        firstStep: stepWith(1),
        exposedStep: stepWith(minCount),
        counts: steps.map((step) => counts[step]),
      };
    });
    assert.deepEqual(exposePhrases(snapshot, tokens, { plan, minCount }), expected);
  }
}

interface Asked {
  readonly phrases: readonly string[];
  readonly cuts: readonly number[];
  readonly bins: number;
  readonly zoom: (firstStep: number) => OracleQuestion;
}

/** Builds, asks, merges and asks again; returns whether a step continues in the next segment. */
async function checkCorpus(
  folder: string,
  made: Made,
  { phrases, cuts, bins, zoom }: Asked,
): Promise<boolean> {
  const directory = await build(folder, made, { cuts });
  const oracle = new Oracle(made.records);
  const at = Array.from({ length: oracle.lastStep + 2 }, (_, i) => i);
  const distinct = new Set(made.records.map(({ step }) => step)).size;
  using snapshot = Snapshot.open(directory);
  const questions = [{}, { at, bins }, { bins, ...zoom(snapshot.firstStep) }];
  const check = (snapshot: Snapshot) => {
    for (const question of questions) checkAnswers(snapshot, oracle, { phrases, question });
    checkExposures(snapshot, oracle, phrases);
    assert.equal(snapshot.distinctSteps, distinct);
  };
  check(snapshot);
  await compactIndex(directory, { inline: fileOperations });
  using merged = Snapshot.open(directory);
  assert.equal(merged.segments.length, 1);
  check(merged);
  return snapshot.segments.some(({ steps }, i) => {
    return steps.firstStep === snapshot.segments[i - 1]?.steps.lastStep;
  });
}

t.test('answers equal the oracle, but for ranks and ids, by every rule of steps', async (t) => {
  const folder = temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(
      corpus,
      fc.record({
        phrases: fc.array(phrase, { minLength: 1, maxLength: 8 }),
        cuts: fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
        bins: fc.integer({ min: 1, max: 9 }),
        zoom: someSteps,
      }),
      async (made, asked) => void (await checkCorpus(folder, made, asked)),
    ),
    { numRuns: runsOf(60) },
  );
});

t.test('by each rule a step continues in the next segment, or does not', async (t) => {
  const folder = temporaryFolder(t);
  const rules: readonly Steps[] = [
    { batch_size: 3 },
    {
      schedule: [
        [1, 2],
        [3, 5],
      ],
    },
    { words: 10 },
    { model_tokens: 20 },
    { field: 'step' },
  ];
  const rows = Array.from({ length: 24 }, (_, i) => ({
    text: 'the a of b',
    gap: i % 3 === 0 ? 2 : 0,
  }));
  for (const steps of rules) {
    const records = stepRecords(rows, steps);
    for (const continues of [true, false]) {
      const cut = records.findIndex(({ step }, i) => {
        const before = records[i - 1]?.step;
        return before !== undefined && (step === before) === continues;
      });
      const asked = {
        phrases: ['a', 'of b', 'b the', 'c'],
        cuts: [cut],
        bins: 3,
        zoom: () => ({}),
      };
      const found = await checkCorpus(folder, { steps, records }, asked);
      t.equal(found, continues, JSON.stringify(steps));
    }
  }
});

t.test(
  'small appends behind a large segment are merged with the steps of their place',
  async (t) => {
    const folder = temporaryFolder(t);
    const large = 3001;
    const rows = Array.from({ length: large + 60 }, (_, i) => {
      return { text: `the a ${'of '.repeat(i % 5)}b c of the a`, gap: 0 };
    });
    const cuts = Array.from({ length: 12 }, (_, i) => large + 5 * i);
    for (const steps of [{ batch_size: 7 }, { words: 100 }]) {
      const records = stepRecords(rows, steps);
      const directory = await build(folder, { steps, records }, { cuts, merges: true });
      using snapshot = Snapshot.open(directory);
      const { segments } = snapshot;
      t.equal(segments[0]?.records, large, 'the large one is as it was');
      t.ok(segments.length < 13, `${segments.length} segments`);
      const oracle = new Oracle(records);
      const at = Array.from({ length: oracle.lastStep + 1 }, (_, i) => i);
      checkAnswers(snapshot, oracle, { phrases: ['of of', 'a b', 'the a'], question: { at } });
    }
  },
);

t.test('what needs records is refused; an append keeps the resolution', async (t) => {
  const folder = temporaryFolder(t);
  const records = ['a b', 'b a'].map((text) => ({ text, id: null, step: 1 }));
  const made = { steps: { batch_size: 1 }, records };
  const directory = await build(folder, made, { cuts: [1] });
  using snapshot = Snapshot.open(directory);
  t.equal(snapshot.resolution, 'step');
  t.equal(snapshot.settings.storesText, false);
  for (const question of [{ records: true }, { contexts: 1 }]) {
    t.throws(() => planQuestion(snapshot, question), { code: 'records_not_indexed' });
  }
  t.same(answerPhrase(snapshot, planQuestion(snapshot), 'a').last, {
    step: 2,
    rank: null,
    id: null,
  });
  const more = { steps: { batch_size: 1 }, records: [...records, ...records] };
  for (const options of [{ resolution: 'record' }, { storesText: true }] as const) {
    writeLines(join(folder, 'more.jsonl'), more.records);
    const run = runIn(folder, { format: 'jsonl', files: ['more.jsonl'] });
    await t.rejects(indexRun(directory, run, options), { code: 'bad_argument' });
  }
  const run = runIn(folder, { format: 'jsonl', files: ['more.jsonl'] });
  const other = join(folder, 'other');
  await t.rejects(indexRun(other, run, { resolution: 'step', storesText: true }), {
    code: 'bad_argument',
    message: /without texts/,
  });
  await indexRun(other, run, {});
  await t.rejects(indexRun(other, run, { resolution: 'step' }), {
    code: 'bad_argument',
    message: /resolution record/,
  });
  await indexRun(directory, run, {});
  using grown = Snapshot.open(directory);
  t.match(answerPhrase(grown, planQuestion(grown), 'a'), { count: 6, last: { step: 6 } });
});
