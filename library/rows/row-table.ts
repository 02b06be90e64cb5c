// Answers as rows of plain columns, for programs that read tables.
//
// Names of columns are the keys of the JSON, joined by "_": "first":{"step":1} is first_step.

import type { Seen } from '../../schemas/answer.ts';
import type { Cell, TableColumn } from '../../splits/output/csv-table.ts';

export interface RowColumn<Item> extends TableColumn {
  cell(item: Item): Cell;
}

/** What a row has of a record: an index that knows steps only has no rank and no id. */
export function seenColumns<Item>(
  name: string,
  resolution: 'record' | 'step',
  pick: (item: Item) => Seen | null | undefined,
): RowColumn<Item>[] {
  const step: RowColumn<Item> = {
    name: `${name}_step`,
    kind: 'step',
    cell: (item) => pick(item)?.step ?? null,
  };
  if (resolution === 'step') return [step];
  return [
    step,
    { name: `${name}_rank`, kind: 'step', cell: (item) => pick(item)?.rank ?? null },
    { name: `${name}_id`, kind: 'optional-text', cell: (item) => pick(item)?.id ?? null },
  ];
}

/** A column for each bin of a timeline, named by its first step and its last one. */
export function binColumns<Item>(
  edges: readonly number[],
  pick: (item: Item) => readonly number[] | undefined,
): RowColumn<Item>[] {
  return edges.slice(1).map((by, i) => ({
    name: `timeline_${(edges[i] ?? 0) + 1}_${by}`,
    kind: 'step',
    cell: (item) => pick(item)?.[i] ?? null,
  }));
}

/** Columns have distinct names, so a step that is asked for twice has one. */
export function distinct(steps: readonly number[]): number[] {
  return [...new Set(steps)];
}

/** A column for each step that is asked for. */
export function stepColumns<Item>(
  steps: readonly number[],
  pick: (item: Item) => Readonly<Record<string, number>> | undefined,
): RowColumn<Item>[] {
  return distinct(steps).map((step) => numberColumn(`at_${step}`, (item) => pick(item)?.[step]));
}

interface Failure {
  readonly error: { readonly code: string };
}

/** Columns of an answer, or the code of the error in its place. */
export function orError<Item extends object, Failed extends Failure>(
  columns: readonly RowColumn<Item>[],
): RowColumn<Item | Failed>[] {
  const isFailed = (one: Item | Failed): one is Failed => 'error' in one;
  return [
    ...columns.map(({ name, kind, cell }): RowColumn<Item | Failed> => {
      return { name, kind, cell: (one) => (isFailed(one) ? null : cell(one)) };
    }),
    {
      name: 'error',
      kind: 'optional-text',
      cell: (one) => (isFailed(one) ? one.error.code : null),
    },
  ];
}

/** A column of whole numbers; null where an item could not be asked. */
export function numberColumn<Item>(
  name: string,
  cell: (item: Item) => number | undefined,
): RowColumn<Item> {
  return { name, kind: 'step', cell: (item) => cell(item) ?? null };
}
