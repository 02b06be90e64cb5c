// Curves as two tables: accuracies, a row for each side and checkpoint; lags, a row for each threshold.

import type { Cell, Table } from '../../splits/output/csv-table.ts';
import { testNames } from '../permutation/test-names.ts';
import type { SetSummary } from '../sets/over-sets.ts';

const whichCurve = [
  { name: 'set', kind: 'text' },
  { name: 'seed', kind: 'text' },
  { name: 'split', kind: 'text' },
] as const;

/** `low` and `high` are Wilson's interval at 95 %; null where a side has no example. */
export function accuracyTable(curves: readonly SetSummary[]): Table {
  return {
    columns: [
      ...whichCurve,
      { name: 'step', kind: 'count' },
      { name: 'side', kind: 'text' },
      { name: 'examples', kind: 'count' },
      { name: 'accuracy', kind: 'number' },
      { name: 'low', kind: 'number' },
      { name: 'high', kind: 'number' },
    ],
    groups: () => curves.values().map(accuracyRows),
  };
}

function accuracyRows(curve: SetSummary): Cell[][] {
  return curve.steps.flatMap((step, c) =>
    (['train', 'validation'] as const).map((name): Cell[] => {
      const { examples, accuracy, low, high } = curve[name];
      const values = [accuracy, low, high].map((of) => of[c] ?? null);
      return [...listNames(curve), step, `proxy_${name}`, examples[c] ?? 0, ...values];
    }),
  );
}

/** p and q by test; null where they are not defined. `excluded` is empty where the set is not. */
export function lagTable(curves: readonly SetSummary[], thresholds: readonly number[]): Table {
  return {
    columns: [
      ...whichCurve,
      { name: 'threshold', kind: 'count' },
      { name: 't_train', kind: 'step' },
      { name: 't_validation', kind: 'step' },
      { name: 'lag', kind: 'step' },
      ...testNames.map((name) => ({ name: `p_${name}`, kind: 'number' as const })),
      ...testNames.map((name) => ({ name: `q_${name}`, kind: 'number' as const })),
      { name: 'excluded', kind: 'text' },
    ],
    groups: () =>
      curves
        .values()
        .map((curve) =>
          thresholds.map((threshold, t): Cell[] => [
            ...listNames(curve),
            threshold,
            ...[curve.tTrain, curve.tValidation, curve.lag].map((of) => of[t] ?? null),
            ...testNames.map((name) => curve.p[name][t] ?? null),
            ...testNames.map((name) => curve.q[name][t] ?? null),
            curve.excluded ?? '',
          ]),
        ),
  };
}

function listNames({ set, seed, split }: SetSummary): Cell[] {
  return [set, String(seed ?? ''), split];
}
