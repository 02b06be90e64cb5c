// exposures.csv and exposures.parquet: a row for each example of a split, a column of counts for each
// phrase and checkpoint. Wide, since a row for each checkpoint would repeat the phrases.

import type { Checkpoints } from '../checkpoints.ts';
import type { Split, SplitSet } from '../split.ts';
import type { Cell, Table, TableColumn } from './csv-table.ts';
import { pickExamples, sides } from './split-sides.ts';

/** The columns, in order. A step is null where there was no exposure; nothing else is. */
function exposureColumns(steps: readonly number[]): TableColumn[] {
  return [
    { name: 'set', kind: 'text' },
    { name: 'row', kind: 'count' },
    { name: 'side', kind: 'text' },
    { name: 'critical_good', kind: 'text' },
    { name: 'critical_bad', kind: 'text' },
    { name: 'first_step_good', kind: 'step' },
    { name: 'first_step_bad', kind: 'step' },
    { name: 'exposed_step', kind: 'step' },
    { name: 'rarest_count', kind: 'count' },
    ...steps.flatMap((step): TableColumn[] => [
      { name: `good_${step}`, kind: 'count' },
      { name: `bad_${step}`, kind: 'count' },
    ]),
  ];
}

/** A set's rows in the order of its file, both sides together; cells in the order of the columns. */
function exposureRows(set: SplitSet, checkpoints: Checkpoints): Cell[][] {
  const both = sides.flatMap((side) =>
    pickExamples(set, side).map((example) => ({ side, example })),
  );
  both.sort((a, b) => a.example.row - b.example.row);
  return both.map(({ side, example }) => {
    const { good, bad, exposedStep } = checkpoints.describe(example);
    return [
      ...[set.name, example.row, side, good.phrase, bad.phrase],
      ...[good.firstStep, bad.firstStep, exposedStep, example.rarestCount],
      ...good.counts.flatMap((count, i) => [count, bad.counts[i] ?? 0]),
    ];
  });
}

/** A spreadsheet takes a cell that begins so for a formula. */
const formula = /^[=+\-@\t\r]/;

/** Distinct phrases of the table that a spreadsheet takes for formulas. */
export function formulasIn({ sets }: Pick<Split, 'sets'>): number {
  const found = new Set<string>();
  for (const { proxyTrain, proxyValidation } of sets) {
    for (const { good, bad } of [...proxyTrain, ...proxyValidation]) {
      for (const { phrase } of [good, bad]) if (formula.test(phrase)) found.add(phrase);
    }
  }
  return found.size;
}

/** A set's rows are held, never the table. */
export function exposureTable(sets: readonly SplitSet[], checkpoints: Checkpoints): Table {
  return {
    columns: exposureColumns(checkpoints.steps),
    groups: () => sets.values().map((set) => exposureRows(set, checkpoints)),
  };
}
