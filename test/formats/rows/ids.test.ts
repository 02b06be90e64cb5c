// The analyzer `ids`: answers over raw token ids, against a count over the rows.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { tableView } from '../../../cli/show/show-answers.ts';
import {
  answerPhrase,
  answerPhrases,
  requireAnswer,
  walkAnswers,
} from '../../../exposure/answer-phrases.ts';
import {
  type ContextQuestion,
  countInSteps,
  walkContexts,
} from '../../../exposure/find-contexts.ts';
import { locatePhrases } from '../../../exposure/find-phrases.ts';
import { chooseCounted, chooseOwn, seekVariants } from '../../../exposure/phrase-variants.ts';
import { planQuestion } from '../../../exposure/plan-question.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import { decodeObjects } from '../../../splits/pairs/decode-pairs.ts';
import { splitPairs } from '../../../splits/split-pairs.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { indexRun, runIn } from '../../indexer/run-index.ts';
import { seededRandom } from '../../phrases.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { cutRows, documentsOf, numbers, tokenizer, writeFile } from './write-rows.ts';

const texts = Array.from({ length: 60 }, (_, i) => `the record number ${i} and the of it of the é`);
const ids = documentsOf(texts).flat();
const rows = cutRows(ids, 20);
const run: RunDescription = {
  format: 'nanogpt',
  files: ['ids.bin'],
  row_tokens: 20,
  end_of_document: 0,
  tokenizer: 'tokenizer.json',
  steps: { batch_size: 4 },
};

async function build(t: Test, keys: RunDescription = run): Promise<string> {
  const folder = temporaryFolder(t);
  writeFile(folder, 'ids.bin', numbers(ids, 2));
  const directory = join(folder, 'index');
  await indexRun(directory, runIn(folder, keys), { analyzer: 'ids', rangeBytes: 900 });
  return directory;
}

/** Row numbers of every place at which the phrase stands, in order. */
function places(phrase: readonly number[]): number[] {
  return rows.flatMap((row, rank) =>
    row.flatMap((_, at) => (phrase.every((id, i) => row[at + i] === id) ? [rank] : [])),
  );
}

const step = (rank: number) => Math.floor(rank / 4) + 1;

function expected(phrase: readonly number[]) {
  const ranks = places(phrase);
  const seen = (rank: number | undefined) =>
    rank === undefined ? null : { step: step(rank), rank, id: null };
  return {
    tokens: phrase.map(String),
    count: ranks.length,
    first: seen(ranks[0]),
    last: seen(ranks.at(-1)),
    at: { '3': ranks.filter((rank) => step(rank) <= 3).length },
    records: new Set(ranks).size,
  };
}

t.test('ids are asked as an array, and counted over the rows', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  t.ok(snapshot.segments.length > 1);
  t.equal(snapshot.tokens, rows.length * 20);
  const plan = planQuestion(snapshot, { at: [3], records: true });
  const random = seededRandom(3);
  for (let i = 0; i < 120; i++) {
    const row = rows[Math.floor(random() * rows.length)] as number[];
    const start = Math.floor(random() * 18);
    const phrase = row.slice(start, start + 1 + Math.floor(random() * 4));
    const answer = answerPhrase(snapshot, plan, JSON.stringify(phrase));
    t.strictSame(answer, { phrase: JSON.stringify(phrase), ...expected(phrase) });
  }
  t.match(answerPhrase(snapshot, plan, '[ 299, 7 ]'), { count: 0, first: null });
});

/** Where any of the phrases ends, as rank and place, each once: what a text's answer counts. */
function endsOf(phrases: readonly (readonly number[])[]): { rank: number; end: number }[] {
  return rows.flatMap((row, rank) =>
    row.flatMap((_, last) => {
      const isEnd = phrases.some((phrase) => {
        const start = last + 1 - phrase.length;
        return start >= 0 && phrase.every((id, i) => row[start + i] === id);
      });
      return isEnd ? [{ rank, end: last + 1 }] : [];
    }),
  );
}

/** The answer over both ways to ask a text, by its places. */
function expectedTogether(phrases: readonly (readonly number[])[]) {
  const ranks = endsOf(phrases).map(({ rank }) => rank);
  const seen = (rank: number | undefined) =>
    rank === undefined ? null : { step: step(rank), rank, id: null };
  return {
    count: ranks.length,
    first: seen(ranks[0]),
    last: seen(ranks.at(-1)),
    at: { '3': ranks.filter((rank) => step(rank) <= 3).length },
    records: new Set(ranks).size,
  };
}

const asked = ['the', 'of', 'of it', 'record number', 'é', 'nowhere', 'e', 'and', 'the of', '漢'];

t.test('a text is asked as it is and behind a space: together, and each', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  const plan = planQuestion(snapshot, { at: [3], records: true, bins: 7 });
  const edges = plan.edges as number[];
  const countsOf = (ranks: readonly number[]) =>
    edges.slice(1).map((edge, i) => {
      const after = edges[i] as number;
      return ranks.filter((rank) => step(rank) > after && step(rank) <= edge).length;
    });
  for (const phrase of asked) {
    const ways = [phrase, ` ${phrase}`].map((text) => ({
      phrase: text,
      ids: tokenizer.encode(text) as number[],
    }));
    const variants = ways.map(({ phrase, ids }) => {
      const timeline = { edges, count: countsOf(places(ids)) };
      return { phrase, ...expected(ids), timeline };
    });
    const together = ways.map(({ ids }) => ids);
    const count = countsOf(endsOf(together).map(({ rank }) => rank));
    for (const [i, way] of ways.entries()) {
      const answer = answerPhrase(snapshot, plan, way.phrase);
      t.strictSame(answer, {
        ...{ phrase: way.phrase, tokens: variants[i]?.tokens },
        ...expectedTogether(together),
        timeline: { edges, count },
        variants,
      });
      const walk = [...walkAnswers(snapshot, [{ phrase: way.phrase, plan }])];
      t.strictSame(requireAnswer(walk.at(-1)), answer, 'in pieces too');
    }
  }
  // "of" alone is one id, with its space another one: places of their own. "the" behind a space is
  // the space's id and its own: the same places.
  const counts = (phrase: string) => {
    const { count, variants = [] } = answerPhrase(snapshot, plan, phrase);
    return [count, ...variants.map((variant) => variant.count)] as [number, number, number];
  };
  const [of, bareOf, spacedOf] = counts('of');
  t.ok(spacedOf > 50);
  t.equal(of, bareOf + spacedOf);
  const [the, bareThe, spacedThe] = counts('the');
  t.ok(spacedThe > 50);
  t.equal(the, bareThe);
  t.throws(() => answerPhrase(snapshot, plan, ''), { code: 'phrase_without_token' });
});

t.test('contexts are the text around the ids', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  const plan = planQuestion(snapshot, { contexts: 3 });
  const phrase = JSON.stringify(tokenizer.encode(' and the'));
  const { contexts, count } = answerPhrase(snapshot, plan, phrase);
  t.equal(contexts?.length, Math.min(3, count));
  t.match(contexts?.[0], { match: ' and the', before: /number/, source: /ids\.bin$/ });
  t.ok((contexts?.[0]?.line ?? 0) >= 1);
  t.type(contexts?.[0]?.truncated.before, 'boolean');
});

t.test('contexts of a text are of both ways to ask it, in order', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  for (const phrase of asked) {
    const plan = planQuestion(snapshot, { contexts: 1000 });
    const { contexts = [], count, tokens } = answerPhrase(snapshot, plan, phrase);
    const ends = endsOf([phrase, ` ${phrase}`].map((text) => tokenizer.encode(text) as number[]));
    t.equal(count, ends.length);
    t.same(
      contexts.map(({ rank }) => rank),
      ends.slice(0, 1000).map(({ rank }) => rank),
      phrase,
    );
    const variants = seekVariants(snapshot, phrase);
    t.same(chooseOwn(phrase, variants).tokens, tokens);
    const counted = chooseCounted(variants).map(({ tokens }) => tokens);
    const located = locatePhrases(snapshot, counted);
    const walked = counted.map((tokens, i) => ({ tokens, places: located[i] ?? [] }));
    const shown = (question: ContextQuestion) =>
      [...walkContexts(snapshot, walked, question)].filter((one) => typeof one === 'object');
    const back = shown({ limit: 5, lastFirst: true });
    t.same(back, contexts.slice(-5).reverse(), 'from the last one back');
    const steps = { fromStep: 2, toStep: 4 };
    const some = shown({ limit: 1000, ...steps });
    t.same(
      some,
      contexts.filter(({ step }) => step >= 2 && step <= 4),
    );
    t.equal(countInSteps(walked, steps), some.length);
  }
});

t.test('without a tokenizer there are ids only', async (t) => {
  const { tokenizer: _, ...none } = run;
  using snapshot = Snapshot.open(await build(t, none));
  const plan = planQuestion(snapshot, { at: [3], records: true });
  const phrase = (rows[2] as number[]).slice(3, 5);
  const answer = answerPhrase(snapshot, plan, JSON.stringify(phrase));
  t.strictSame(answer, { phrase: JSON.stringify(phrase), ...expected(phrase) });
  t.throws(() => answerPhrase(snapshot, plan, 'the'), {
    code: 'phrase_without_token',
    message: /"the" is text.*without a tokenizer.*JSON array of ids/,
  });
  const listed = answerPhrases(snapshot, plan, ['the', JSON.stringify(phrase)]);
  t.match(listed, [
    { phrase: 'the', error: { code: 'phrase_without_token' } },
    { count: answer.count },
  ]);
});

t.test('the tokenizer has to be the one of the build', async (t) => {
  const directory = await build(t);
  const path = join(directory, '../tokenizer.json');
  renameSync(path, `${path}-away`);
  using gone = Snapshot.open(directory);
  const plan = planQuestion(gone);
  t.throws(() => answerPhrase(gone, plan, 'the'), {
    code: 'input_not_found',
    message: /tokenizer/,
  });
  t.equal(answerPhrase(gone, plan, '[2]').count, places([2]).length, 'ids do without');
  writeFileSync(path, '{}');
  using other = Snapshot.open(directory);
  t.throws(() => answerPhrase(other, plan, 'the'), { code: 'analyzer_mismatch' });
});

t.test('what looks like a list of ids and is none cannot be asked', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  const plan = planQuestion(snapshot);
  for (const phrase of ['[253', '[-1]', '[1.5]', '[]', '[1,,2]', ' [ 3 4 ] ']) {
    t.throws(() => answerPhrase(snapshot, plan, phrase), {
      code: 'phrase_without_token',
      message: /is not a list of token ids/,
    });
  }
  t.ok(answerPhrase(snapshot, plan, '[see 3]').variants, 'other text in brackets is text');
});

t.test('a table shows a text, and below it both ways to ask it', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  const plan = planQuestion(snapshot, { bins: 3 });
  const table = tableView(plan)([answerPhrase(snapshot, plan, 'of')]);
  const counts = [...table.matchAll(/^(of| {2}of| {2}\u2423of) +([\d,]+) /gm)];
  t.same(
    counts.map(([, name]) => name),
    ['of', '  of', '  \u2423of'],
  );
  const [total, bare, spaced] = counts.map(([, , count]) => Number(count?.replace(',', '')));
  t.equal(total, (bare as number) + (spaced as number));
});

t.test('splits are by words', async (t) => {
  using snapshot = Snapshot.open(await build(t));
  const rows = [{ sentence_good: 'a b', sentence_bad: 'a c' }];
  await t.rejects(splitPairs(snapshot, [await decodeObjects(rows, { set: 's', file: 's' })]), {
    code: 'analyzer_mismatch',
    message: /build one of the same run with the analyzer words/,
  });
});

t.test('documents have no ids to index', async (t) => {
  const folder = temporaryFolder(t);
  writeFile(folder, 'a.jsonl', '{"text":"a"}\n');
  const lines = runIn(folder, { format: 'jsonl', files: ['a.jsonl'] });
  const building = indexRun(join(folder, 'index'), lines, { analyzer: 'ids' });
  await t.rejects(building, {
    code: 'bad_argument',
    message: /format megatron, pythia-rows, olmo, nanogpt, llmc, datatrove, or of another/,
  });
});

t.test('keys that mean nothing of ids are refused', async (t) => {
  const words = build(t, { ...run, truncate: { words: 3 } });
  await t.rejects(words, { code: 'run_invalid', message: /key truncate\.words: expected trunc/ });
  const { tokenizer: _, ...none } = run;
  const steps = build(t, { ...none, steps: { words: 3 } });
  await t.rejects(steps, {
    code: 'run_invalid',
    message: /key steps\.words: expected a tokenizer/,
  });
  await t.resolves(build(t, { ...run, steps: { words: 3 } }));
});
