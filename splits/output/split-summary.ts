// split.json: how a split was made, what each set holds, and why pairs were dropped.

import type { SplitSetSummary, SplitSummary } from '../../schemas/split.ts';
import type { Split, SplitSet } from '../split.ts';

/** Its text, the list of dropped pairs one by one, since it may be long. */
export function* splitJson(split: Split): Generator<string> {
  const { dropped, ...rest } = summarise(split);
  const isEmpty = dropped.length === 0;
  yield JSON.stringify({ ...rest, dropped: [] }, null, 2).replace(/\]\n\}$/, '');
  for (const [i, pair] of dropped.entries()) {
    const lines = JSON.stringify(pair, null, 2).replaceAll('\n', '\n    ');
    yield `${i === 0 ? '' : ','}\n    ${lines}`;
  }
  yield isEmpty ? ']\n}\n' : '\n  ]\n}\n';
}

/** The contents of split.json. */
export function summarise(split: Split): SplitSummary {
  return {
    policy: split.policy,
    at: split.at,
    min_count: split.minCount,
    snapshot: split.snapshot,
    sampling: split.sampling,
    seed: split.seed,
    ...(split.checkpoints && { checkpoints: [...split.checkpoints.steps] }),
    sets: Object.fromEntries(split.sets.map((set) => [set.name, summariseSet(set, split)])),
    dropped: split.sets.flatMap(({ name, dropped }) =>
      dropped.map(({ row, reason }) => ({ set: name, row, reason })),
    ),
  };
}

function summariseSet(set: SplitSet, { checkpoints }: Split): SplitSetSummary {
  return {
    pairs: set.pairs,
    proxy_train: set.proxyTrain.length,
    proxy_validation: set.proxyValidation.length,
    dropped: set.dropped.length,
    distinct_phrases: set.distinctPhrases,
    distinct_pairs: set.distinctPairs,
    class: set.class,
    first_step: set.firstStep,
    median_step: set.medianStep,
    ...(checkpoints && { proxy_train_by_checkpoint: checkpoints.trainBy(set) }),
  };
}
