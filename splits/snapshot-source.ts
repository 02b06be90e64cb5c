// One snapshot as the source of a split's exposures.

import { exposePhrases, type PhraseExposure } from '../exposure/expose-phrases.ts';
import { planQuestion } from '../exposure/plan-question.ts';
import { requireRecords } from '../exposure/require-records.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { AskedPhrase } from './exposure-source.ts';
import { ExposuresByFacet } from './exposures-by-facet.ts';
import type { SplitSource } from './split-source.ts';

type OnAsked = (phrases: readonly AskedPhrase[], found: readonly PhraseExposure[]) => void;

/** `onAsked` is told of each slice of phrases and what is known of them, with `firstSteps`. */
export function snapshotSource(snapshot: Snapshot, onAsked?: OnAsked): SplitSource {
  const { name, firstStep, lastStep, settings } = snapshot;
  return {
    ...{ name, firstStep, lastStep, analyzer: settings.analyzer },
    phrasesAtOnce: sliceLength(snapshot),
    ask({ at, minCount }) {
      const plan = planQuestion(snapshot, { at });
      return (phrases) => {
        const tokens = phrases.map((phrase) => phrase.tokens);
        const withFirstSteps = onAsked !== undefined;
        const found = exposePhrases(snapshot, tokens, { plan, minCount, withFirstSteps });
        onAsked?.(phrases, found);
        return found;
      };
    },
    requireFacets: () => requireRecords(snapshot, 'counts by facet'),
    facetsBy: (step) => new ExposuresByFacet(snapshot, step),
  };
}

/** Phrases of some milliseconds of searches in all segments. */
function sliceLength({ segments }: Snapshot): number {
  return Math.max(8, Math.min(400, Math.floor(800 / Math.max(1, segments.length))));
}
