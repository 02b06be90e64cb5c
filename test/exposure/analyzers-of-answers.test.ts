// Answers with the last exposure, records by step and groups, with each analyzer and over boundaries,
// against brute force over the tokens of the records.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerPhrases } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { runsOf } from '../runs.ts';
import {
  buildCorpus,
  corpora,
  type SearchedCorpus,
  tokensOf,
} from '../search/records/some-corpora.ts';
import { readingBothWays } from '../store/reading-both-ways.ts';
import { temporaryFolder } from '../store/small-index.ts';

type Tokens = readonly string[];

/** Rank and step of every exposure of any of the phrases, in training order. */
function findExposures({ records }: SearchedCorpus, phrases: readonly Tokens[]) {
  const distinct = [...new Map(phrases.map((tokens) => [tokens.join(' '), tokens])).values()];
  return records.flatMap(({ tokens, step }, rank) =>
    tokens.flatMap((_, i) =>
      distinct
        .filter((phrase) => phrase.every((token, j) => tokens[i + j] === token))
        .map(() => ({ rank, step })),
    ),
  );
}

type Exposures = ReturnType<typeof findExposures>;

function expectNumbers(exposures: Exposures, steps: readonly number[]) {
  const by = (limit: number) => exposures.filter(({ step }) => step <= limit);
  const byStep = <T>(numberOf: (some: Exposures) => T) =>
    Object.fromEntries(steps.map((step) => [String(step), numberOf(by(step))]));
  return {
    count: exposures.length,
    first: exposures[0] ?? null,
    last: exposures.at(-1) ?? null,
    last_at: byStep((some) => some.at(-1) ?? null),
    records_at: byStep((some) => new Set(some.map(({ rank }) => rank)).size),
  };
}

interface Seen {
  readonly step: number;
  readonly rank: number | null;
}

const withoutId = (seen: Seen | null | undefined) =>
  seen ? { rank: seen.rank, step: seen.step } : null;

const asked = corpora.chain((corpus) => {
  const token = fc.constantFrom<string>(...tokensOf[corpus.kind]);
  const phrase = fc.array(token, { minLength: 1, maxLength: 3 });
  return fc.record({
    corpus: fc.constant(corpus),
    phrases: fc.array(phrase, { minLength: 1, maxLength: 6 }),
    steps: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 4 }),
  });
});

readingBothWays('phrases and groups of every analyzer', async (t) => {
  const folder = temporaryFolder(t);
  const kinds = new Set<string>();
  let exposed = 0;
  await fc.assert(
    fc.asyncProperty(asked, async ({ corpus, phrases, steps }) => {
      kinds.add(corpus.kind);
      using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
      const plan = planQuestion(snapshot, { lastAt: steps, recordsAt: steps });
      const isIds = corpus.kind === 'ids';
      const texts = phrases.map((tokens) => (isIds ? `[${tokens.join()}]` : tokens.join(' ')));
      const group = { name: 'all', phrases: texts };
      const answers = answerPhrases(snapshot, plan, [...texts, group]);
      const questions = [...phrases.map((phrase) => [phrase]), phrases];
      assert.equal(answers.length, questions.length);
      for (const [i, answer] of answers.entries()) {
        assert.ok(!('error' in answer), JSON.stringify(answer));
        const { count, first, last, last_at: lastAt = {}, records_at } = answer;
        const lasts = Object.entries(lastAt).map(([step, seen]) => [step, withoutId(seen)]);
        const found = { count, first: withoutId(first), last: withoutId(last) };
        const exposures = findExposures(corpus, questions[i] ?? []);
        if (exposures.length > 0) exposed++;
        assert.deepEqual(
          { ...found, last_at: Object.fromEntries(lasts), records_at },
          expectNumbers(exposures, steps),
        );
      }
    }),
    { numRuns: runsOf(40), endOnFailure: true },
  );
  t.equal(kinds.size, 4, 'every kind of corpus was there');
  t.ok(exposed > 20, `${exposed} answers with exposures`);
});
