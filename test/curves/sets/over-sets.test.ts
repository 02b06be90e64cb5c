// Medians over seeds and q over sets, by hand.

import t from 'tap';
import { summariseOverSets } from '../../../curves/sets/over-sets.ts';
import type { SetCurves } from '../../../curves/sets/set-curves.ts';

const side = { examples: [1], accuracy: [1], low: [0], high: [1] };

function curve(
  set: string,
  seed: number,
  p: number | null,
  more: Partial<SetCurves> = {},
): SetCurves {
  const lag = p === null ? null : 100 * seed;
  return {
    ...{ set, seed, split: 'fixed', steps: [0], train: side, validation: side },
    ...{ tTrain: [50], tValidation: [lag === null ? null : 50 + lag], lag: [lag] },
    p: { examples: [p], groups: [p], frequency: [null], frequency_groups: [null] },
    excluded: null,
    ...more,
  };
}

t.test(
  'q is adjusted over the sets of one seed and split that are tested and not excluded',
  (t) => {
    const curves = [
      curve('a', 1, 0.01),
      curve('b', 1, 0.03),
      curve('c', 1, 0.001, { excluded: 'a reason' }),
      curve('d', 1, null),
      curve('a', 1, 0.5, { split: 'as_of' }),
    ];
    const summary = summariseOverSets(curves);
    t.strictSame(
      summary.map(({ q }) => q.groups[0]),
      [0.02, 0.03, null, null, 0.5],
    );
    t.strictSame(
      summary.map(({ overSeeds }) => overSeeds),
      [null, null, null, null, null],
      'one seed has no medians',
    );
    t.end();
  },
);

t.test('medians are of the seeds for which a value is defined', (t) => {
  const curves = [curve('a', 1, 0.01), curve('a', 2, null), curve('a', 3, 0.03)];
  const [first, second] = summariseOverSets(curves);
  t.match(first?.overSeeds, {
    seeds: [1, 2, 3],
    defined: [2],
    lag: [200],
    tTrain: [50],
    tValidation: [250],
    p: { groups: [0.02], frequency: [null] },
    q: { groups: [0.02], frequency: [null] },
  });
  t.strictSame(first?.overSeeds, second?.overSeeds);
  t.strictSame(summariseOverSets([]), []);
  t.end();
});
