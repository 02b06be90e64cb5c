import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test as Tap } from 'tap';
import { answerPhrase, answerPhrases, walkAnswers } from '../../exposure/answer-phrases.ts';
import { exposePhrases } from '../../exposure/expose-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import type { Answer } from '../../schemas/answer.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { Oracle, type OracleQuestion, type OracleRecord } from '../oracle.ts';
import { hostilePhrases, randomPhrases, seededRandom } from '../phrases.ts';
import { runsOf } from '../runs.ts';
import { someSteps } from './some-steps.ts';

/** Tiny alphabets make long repeats; odd tokens make the dictionary work. */
const token = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 1, arbitrary: fc.constantFrom("don't", '.', 'É', 'naïve', '漢', '3.14', '😀') },
);
const text = fc.oneof(
  { weight: 6, arbitrary: fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(' ')) },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constant('a a a a a a a a a a a a') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);
const id = fc.option(fc.string({ maxLength: 5 }), { nil: null });
const phrase = fc.array(token, { minLength: 1, maxLength: 5 }).map((tokens) => tokens.join(' '));

interface Corpus {
  readonly records: OracleRecord[];
  readonly rule: 'batch' | 'field';
  readonly batchSize: number;
}

const corpus: fc.Arbitrary<Corpus> = fc
  .record({
    rows: fc.array(fc.record({ text, id, gap: fc.nat({ max: 3 }) }), {
      minLength: 1,
      maxLength: 25,
    }),
    rule: fc.constantFrom('batch' as const, 'field' as const),
    batchSize: fc.integer({ min: 1, max: 5 }),
    firstStep: fc.constantFrom(1, 1945),
  })
  .map(({ rows, rule, batchSize, firstStep }) => {
    let step = firstStep;
    const records = rows.map(({ text, id, gap }, rank) => {
      step += gap; // steps with no record in between
      return { text, id, step: rule === 'field' ? step : Math.floor(rank / batchSize) + 1 };
    });
    return { records, rule, batchSize };
  });

function writeLines(path: string, records: readonly OracleRecord[]): void {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** Builds with one append after each cut. */
async function build(
  directory: string,
  { records, rule, batchSize }: Corpus,
  cuts: readonly number[],
): Promise<void> {
  const borders = [...new Set([0, ...cuts.filter((cut) => cut < records.length)])].sort(
    (a, b) => a - b,
  );
  for (const [i, border] of borders.entries()) {
    const path = `${directory}-${i}.jsonl`;
    writeLines(path, records.slice(border, borders[i + 1]));
    const options: BuildOptions = {
      from: [path],
      stepRule: rule === 'field' ? { field: 'step' } : { batch_size: batchSize },
      workers: 1,
      inline: fileOperations,
    };
    await buildIndex(directory, options);
    rmSync(path);
  }
}

/** All together, of pages that nobody has read yet and of pages known; then one by one. */
function checkAnswers(
  snapshot: Snapshot,
  oracle: Oracle,
  { phrases, question }: { phrases: readonly string[]; question: OracleQuestion },
): Answer[] {
  const plan = planQuestion(snapshot, question);
  const expected = oracle.answers(phrases, question);
  for (const _ of ['cold', 'warm']) {
    assert.deepEqual(answerPhrases(snapshot, plan, phrases), expected);
  }
  assert.deepEqual(
    phrases.map((phrase) => answerPhrase(snapshot, plan, phrase)),
    expected,
  );
  return expected;
}

/** Groups of the phrases, some of them named twice; also where the counting may pause at once. */
function checkGroups(
  snapshot: Snapshot,
  oracle: Oracle,
  { phrases, question }: { phrases: readonly string[]; question: OracleQuestion },
): void {
  const plan = planQuestion(snapshot, question);
  const lists = [phrases, phrases.slice(0, 1), [...phrases, ...phrases.slice(0, 2)]];
  const groups = lists.map((phrases, i) => ({ name: `group ${i}`, phrases }));
  const expected = groups.map(({ name, phrases }) => oracle.group(name, phrases, question));
  assert.deepEqual(answerPhrases(snapshot, plan, groups), expected);
  const asked = groups.map((phrase) => ({ phrase, plan }));
  const walked = [...walkAnswers(snapshot, asked, 0)].filter((answer) => answer !== undefined);
  assert.deepEqual(walked, expected);
}

/** exposePhrases against the oracle's counts by every step. */
function checkExposures(
  snapshot: Snapshot,
  oracle: Oracle,
  phrases: readonly string[],
  at: readonly number[],
): void {
  const steps = Array.from({ length: oracle.lastStep }, (_, i) => i + 1);
  const plan = planQuestion(snapshot, { at });
  const answers = oracle.answers(phrases, { at: [...steps, ...at] });
  for (const minCount of [1, 2, 5]) {
    const expected = answers.map(({ at: counts = {} }) => {
      const stepWith = (least: number) =>
        steps.find((step) => (counts[step] as number) >= least) ?? null;
      return {
        firstStep: stepWith(1),
        exposedStep: stepWith(minCount),
        counts: at.map((step) => counts[step]),
      };
    });
    const tokens = answers.map(({ tokens }) => tokens);
    assert.deepEqual(exposePhrases(snapshot, tokens, { plan, minCount }), expected);
  }
}

function temporaryFolder(t: Tap): string {
  const root = mkdtempSync(join(tmpdir(), 'firstseen-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  return root;
}

t.test('answers equal the oracle for random corpora, segments and steps', async (t) => {
  const root = temporaryFolder(t);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      corpus,
      fc.array(phrase, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.nat({ max: 25 }), { maxLength: 5 }),
      someSteps,
      async (corpus, phrases, at, bins, cuts, steps) => {
        const directory = join(root, `index-${runs++}`);
        await build(directory, corpus, cuts);
        const oracle = new Oracle(corpus.records);
        {
          using snapshot = Snapshot.open(directory);
          const question = { at, bins, records: true };
          checkAnswers(snapshot, oracle, { phrases, question });
          const named = at.map((step) => ({ name: `step ${step}`, step }));
          const records = at.length % 2 === 0;
          const more = { lastAt: at, recordsAt: at, checkpoints: named, bins, records };
          checkAnswers(snapshot, oracle, { phrases, question: more });
          checkGroups(snapshot, oracle, { phrases, question: more });
          const zoomed = { bins, ...steps(snapshot.firstStep) };
          checkAnswers(snapshot, oracle, { phrases, question: zoomed });
          checkExposures(snapshot, oracle, phrases, at);
          assert.equal(snapshot.tokens, oracle.tokenCount);
          assert.equal(snapshot.lastStep, oracle.lastStep);
        }
        rmSync(directory, { recursive: true });
      },
    ),
    { numRuns: runsOf(30) },
  );
  t.ok(runs >= 30, `${runs} corpora`);
});

const addresses = new URL('../../../shared/data/corpora/state-of-the-union.jsonl', import.meta.url);

t.test(
  'a thousand random and all hostile phrases of a real corpus are answered as the oracle does',
  { skip: existsSync(addresses) ? false : 'the shared corpora are not here' },
  async (t) => {
    const lines = readFileSync(addresses, 'utf8').trim().split('\n');
    const whole = lines.map((line, rank) => {
      const { id, text } = JSON.parse(line) as { id: string; text: string };
      return { id, text, step: rank + 1 };
    });
    const passages = whole.flatMap(({ text }) =>
      text.split(/\n+/u).map((text) => ({ text, id: null })),
    );
    const shapes = {
      'a record a document': { records: whole, rule: 'batch', batchSize: 1 },
      'a record a paragraph, two segments': {
        records: passages.map((row, rank) => ({ ...row, step: Math.floor(rank / 7) + 1 })),
        rule: 'batch',
        batchSize: 7,
      },
    } as const;
    for (const [name, corpus] of Object.entries(shapes)) {
      const directory = join(temporaryFolder(t), 'index');
      await build(directory, { ...corpus, records: [...corpus.records] }, [0, 3000]);
      const oracle = new Oracle(corpus.records);
      const texts = corpus.records.map(({ text }) => text);
      const phrases = [...randomPhrases(texts, 1000, seededRandom(7)), ...hostilePhrases()];
      t.ok(phrases.length >= 1090, `${phrases.length} phrases`);
      using snapshot = Snapshot.open(directory);
      const question = { at: [0, 1, 20, 400, 1e9], bins: 33, records: true };
      const answers = checkAnswers(snapshot, oracle, { phrases, question });
      t.ok(answers.filter(({ count }) => count > 0).length >= 1000, name);
    }
  },
);

t.test('a phrase without a token is an error that says so', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await build(
    directory,
    { records: [{ text: 'a', id: null, step: 1 }], rule: 'batch', batchSize: 1 },
    [],
  );
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot);
  for (const phrase of ['', ' ', '\n\t', '\u00ad', '\u0000']) {
    t.throws(() => answerPhrase(snapshot, plan, phrase), { code: 'phrase_without_token' });
    t.match(answerPhrases(snapshot, plan, ['a', phrase, 'a']), [
      { count: 1 },
      { phrase, error: { code: 'phrase_without_token' } },
      { count: 1 },
    ]);
  }
});

t.test('a group with a phrase that cannot be asked is an error that names it', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await build(
    directory,
    { records: [{ text: 'a b', id: null, step: 1 }], rule: 'batch', batchSize: 1 },
    [],
  );
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot);
  const group = { name: 'letters', phrases: ['a', ' '] };
  t.match(answerPhrases(snapshot, plan, ['a', group, 'b']), [
    { count: 1 },
    { ...group, error: { code: 'phrase_without_token', message: /"letters".*" "/ } },
    { count: 1 },
  ]);
  t.throws(() => answerPhrases(snapshot, plan, [{ name: 'none', phrases: [] }]), {
    code: 'bad_argument',
  });
});

t.test('contexts of a long record are where a search of the text finds them', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  const random = seededRandom(3);
  const words = Array.from({ length: 60_000 }, () => `w${Math.floor(random() * 40)}`);
  const text = words.join(' ');
  const records = [{ text, id: null, step: 1 }];
  await build(directory, { records, rule: 'batch', batchSize: 1 }, []);
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot, { contexts: 1000 });
  const { contexts = [], count } = answerPhrase(snapshot, plan, 'w1 w2');
  const places = [...text.matchAll(/(?<!\S)w1 w2(?!\S)/g)].map(({ index }) => index);
  t.equal(count, places.length);
  t.same(
    contexts.map(({ before, match, after }) => before + match + after),
    places.map((at) => text.slice(Math.max(0, at - 80), at + 5 + 80)),
  );
  t.same(
    contexts.map(({ truncated }) => truncated),
    places.map((at) => ({ before: at > 80, after: at + 5 + 80 < text.length })),
  );
});

t.test('contexts show the first exposures with their places', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  const records = [
    { text: 'nothing here', id: 'x', step: 1 },
    { text: 'Then\nThe  Cat sat; the cat\tslept.', id: null, step: 2 },
    { text: 'and the cat again', id: 'z', step: 5 },
  ];
  await build(directory, { records, rule: 'field', batchSize: 1 }, [2]);
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot, { contexts: 3 });
  const { contexts } = answerPhrase(snapshot, plan, 'the cat');
  t.match(contexts, [
    {
      before: 'Then ',
      match: 'The Cat',
      after: ' sat; the cat slept.',
      step: 2,
      rank: 1,
      id: null,
      line: 2,
      truncated: { before: false, after: false },
    },
    { before: 'Then The Cat sat; ', match: 'the cat', after: ' slept.', step: 2, rank: 1, line: 2 },
    { before: 'and ', match: 'the cat', after: ' again', step: 5, rank: 2, id: 'z', line: 1 },
  ]);
  t.match(contexts?.[2]?.source, /index-1\.jsonl$/);
  t.same(answerPhrase(snapshot, plan, 'the dog').contexts, []);
});
