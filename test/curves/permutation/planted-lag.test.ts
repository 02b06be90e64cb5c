// Simulated results: a planted lag is found within one checkpoint, and where there is none the grouped
// test says so as often as it should. The example-wise test does not: examples of a phrase are not
// independent.

import t from 'tap';
import { noFilters } from '../../../curves/sets/filters.ts';
import { makeSetCurves } from '../../../curves/sets/set-curves.ts';
import { simulate } from '../simulated.ts';

const apart = 50;
const steps = Array.from({ length: 41 }, (_, c) => c * apart);
const options = { thresholds: [80], permutations: 199, randomSeed: 0, filters: noFilters };

t.test('a planted lag is found within one checkpoint, and is not chance', async (t) => {
  for (const lag of [0, 100, 300, 600]) {
    const { examples, results } = simulate({
      ...{ seed: lag + 1, phrases: 2000, examplesOfPhrase: 1, steps, lag, spread: 0 },
    });
    for (const curve of await makeSetCurves(examples, results, options)) {
      const found = curve.lag[0];
      t.ok(
        typeof found === 'number' && Math.abs(found - lag) <= apart,
        `${curve.split}: ${lag} planted, ${found} found`,
      );
      const p = curve.p.groups[0] as number;
      t.ok(lag === 0 ? p > 0.05 : p === 1 / 200, `${curve.split}: p ${p}`);
    }
  }
});

t.test('without a lag the grouped test rejects at most 6 % at the level of 5 %', async (t) => {
  const runs = 500;
  const rejected = { examples: 0, groups: 0 };
  let tested = 0;
  for (let seed = 0; seed < runs; seed++) {
    const { examples, results } = simulate({
      ...{ seed, phrases: 40, examplesOfPhrase: 10, steps, lag: 0, spread: 400 },
    });
    const [fixed] = await makeSetCurves(examples, results, { ...options, randomSeed: seed });
    const { p } = fixed as NonNullable<typeof fixed>;
    if (p.groups[0] === null) continue;
    tested++;
    for (const name of ['examples', 'groups'] as const) {
      if ((p[name][0] as number) <= 0.05) rejected[name]++;
    }
  }
  t.ok(tested > 450, `${tested} of ${runs} simulations have a lag`);
  const percent = (name: 'examples' | 'groups') => (100 * rejected[name]) / tested;
  t.comment(
    `rejected at 5 %: by groups ${percent('groups').toFixed(1)} %, by examples ${percent('examples').toFixed(1)} %`,
  );
  t.ok(percent('groups') <= 6, `by groups ${percent('groups')} %`);
  t.ok(percent('examples') > 10, `by examples ${percent('examples')} %`);
});
