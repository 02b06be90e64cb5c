// The exposures of all shards as the source of a split: its phrases are asked of every shard.

import { IndexError } from '../errors.ts';
import type { ExposureShards } from '../library/splits/pair-splits.ts';
import type { Answered } from '../schemas/answer.ts';
import { askPhrases, sliceForShards } from './ask-phrases.ts';
import { countTokens } from './count-tokens.ts';
import type { LiveShards, Whole } from './live-shards.ts';
import { refusalOf } from './phrase-round.ts';

type Ask = ReturnType<ExposureShards['ask']>;
type Asked = Parameters<Ask>[0][number];
type Exposure = Awaited<ReturnType<Ask>>[number];

interface AskedWhole {
  readonly whole: Whole;
  readonly signal: AbortSignal;
}

/** Phrases that a split asks together: sliceForShards may ask them in pieces. */
const phrasesAtOnce = 500;

/** Asking rejects with what askPhrases rejects with, and `not_routed`. */
export function splitShards(shards: LiveShards, { whole, signal }: AskedWhole): ExposureShards {
  const { snapshot: name, firstStep, lastStep, analyzer } = whole.joined;
  return {
    ...{ name, firstStep, lastStep, analyzer, phrasesAtOnce },
    ask({ at, minCount }) {
      if (minCount > 1) throw notRouted(`a split with min_count ${minCount}`);
      const question = { at };
      return async (asked) => {
        if (asked.every(isToken)) {
          const tokens = asked.map(({ phrase }) => phrase);
          const found = await countTokens(shards, { tokens, at, whole }, signal);
          return found.map((one) => ({ ...one, exposedStep: one.firstStep }));
        }
        const answers: Answered[] = [];
        const texts = asked.map(({ phrase }) => phrase);
        for (const phrases of sliceForShards(texts, question)) {
          answers.push(...(await askPhrases(shards, { phrases, question, whole }, signal)));
        }
        return asked.map((one, i) => readExposure(one, answers[i], at));
      };
    },
    requireFacets() {
      throw notRouted('a split by facet');
    },
    facetsBy() {
      throw new Error('facets are required first');
    },
  };
}

/** It may have other tokens when it is analysed again. */
function isToken({ phrase, tokens }: Asked): boolean {
  return tokens.length === 1 && tokens[0] === phrase;
}

function readExposure(
  { phrase, tokens }: Asked,
  answer: Answered | undefined,
  at: readonly number[],
): Exposure {
  if (answer === undefined) throw new Error('every phrase has an answer');
  if ('error' in answer) throw refusalOf(answer);
  const isSame = 'tokens' in answer && answer.tokens.join(' ') === tokens.join(' ');
  if (!isSame) throw notRouted(`the phrase ${JSON.stringify(phrase.slice(0, 80).toWellFormed())}`);
  const step = answer.first?.step ?? null;
  return {
    ...{ firstStep: step, exposedStep: step },
    counts: at.map((one) => answer.at?.[String(one)] ?? 0),
  };
}

function notRouted(what: string): IndexError {
  return new IndexError(
    'not_routed',
    `a router does not answer ${what} yet: ask one index of the whole corpus`,
  );
}
