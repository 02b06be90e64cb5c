// The exposures of all shards as the source of a split: its phrases are asked of every shard.

import { IndexError } from '../errors.ts';
import type { ExposureShards } from '../library/splits/pair-splits.ts';
import { mergeExposures } from '../shards/merge-exposures.ts';
import { askExposures } from './ask-exposures.ts';
import type { LiveShards, Whole } from './live-shards.ts';

interface AskedWhole {
  readonly whole: Whole;
  readonly signal: AbortSignal;
}

/** Phrases that a split asks together. */
const phrasesAtOnce = 1000;

/** Asking rejects with what askExposures rejects with; by facet it is `not_routed`. */
export function splitShards(shards: LiveShards, { whole, signal }: AskedWhole): ExposureShards {
  const { snapshot: name, firstStep, lastStep, analyzer } = whole.joined;
  return {
    ...{ name, firstStep, lastStep, analyzer, phrasesAtOnce },
    ask({ at, minCount }) {
      return async (asked) => {
        const phrases = asked.map(({ tokens }) => [...tokens]);
        const question = { phrases, at: [...at], min_count: minCount };
        const found = await askExposures(shards, { question, whole }, signal);
        return found.map((exposures) => mergeExposures(exposures, minCount));
      };
    },
    requireFacets() {
      throw new IndexError(
        'not_routed',
        'a router does not answer a split by facet yet: ask one index of the whole corpus',
      );
    },
    facetsBy() {
      throw new Error('facets are required first');
    },
  };
}
