// Doses as two tables: accuracies, a row for each range of exposures; fits, a row for each term.

import type { Cell, Table } from '../../splits/output/csv-table.ts';
import type { DoseOfSet } from '../dose/dose.ts';

const whichDose = [
  { name: 'set', kind: 'text' },
  { name: 'seed', kind: 'text' },
  { name: 'step', kind: 'count' },
] as const;

/** `high` is null for the last range; accuracy and interval are where it has no example. */
export function doseTable(doses: readonly DoseOfSet[]): Table {
  return {
    columns: [
      ...whichDose,
      { name: 'low', kind: 'count' },
      { name: 'high', kind: 'step' },
      { name: 'examples', kind: 'count' },
      { name: 'accuracy', kind: 'number' },
      { name: 'interval_low', kind: 'number' },
      { name: 'interval_high', kind: 'number' },
    ],
    groups: () =>
      doses
        .values()
        .map(({ rows, ...dose }) =>
          rows.map(({ low, high, examples, accuracy, interval }): Cell[] => [
            ...listNames(dose),
            ...[low, high, examples, accuracy, interval?.[0] ?? null, interval?.[1] ?? null],
          ]),
        ),
  };
}

/** Estimates in log odds. No row for a checkpoint without a fit. */
export function fitTable(doses: readonly DoseOfSet[]): Table {
  return {
    columns: [
      ...whichDose,
      { name: 'term', kind: 'text' },
      { name: 'estimate', kind: 'number' },
      { name: 'standard_error', kind: 'number' },
    ],
    groups: () =>
      doses
        .values()
        .map(({ fit, ...dose }) =>
          (fit?.terms ?? []).map((term, i): Cell[] => [
            ...listNames(dose),
            ...[term, fit?.estimates[i] ?? null, fit?.standardErrors[i] ?? null],
          ]),
        ),
  };
}

function listNames({ set, seed, step }: Pick<DoseOfSet, 'set' | 'seed' | 'step'>): Cell[] {
  return [set, String(seed ?? ''), step];
}
