// Hidden states of each set, seed and step: how well the sides are told apart, and the effective rank; as
// data, as a line of JSON, as CSV and as a figure.

import {
  type ConceptOptions,
  describeRuns,
  type SetConcepts,
} from '../../curves/concepts/describe-runs.ts';
import { drawConcepts } from '../../curves/figures/draw-concepts.ts';
import { csvCell } from '../../splits/output/csv-cell.ts';
import type { SplitArrays } from './split-arrays.ts';

/** The numbers of one set, seed and step. */
export type ConceptPoint = SetConcepts;
export type ConceptInterval = NonNullable<SetConcepts['interval']['auroc']>;

/** Throws `bad_argument` for sides that the split does not know, and what reading the arrays throws. */
export function walkConcepts(
  { split, checkpoints }: SplitArrays<'good' | 'bad'>,
  question: ConceptOptions,
): AsyncGenerator<ConceptPoint, void, undefined> {
  return describeRuns(split, checkpoints, question);
}

/** One line of JSON, with its line feed. */
export function conceptLine(point: ConceptPoint, sides: ConceptOptions['sides']): string {
  const { set, seed, step, examples, auroc, effectiveRank, interval, null: baseline } = point;
  const line = {
    set,
    ...(seed !== null && { seed }),
    ...{ step, split: sides === 'fixed' ? 'fixed' : 'as_of' },
    ...{ examples, auroc, effective_rank: effectiveRank },
    interval: { auroc: interval.auroc, effective_rank: interval.effectiveRank },
    null: {
      auroc: baseline.auroc,
      auroc_labels: baseline.aurocLabels,
      effective_rank: baseline.effectiveRank,
    },
  };
  return `${JSON.stringify(line)}\n`;
}

type Cell = string | number | null;

/** The columns of the CSV, by name. */
function makeCells(point: ConceptPoint): Record<string, Cell> {
  const { effectiveRank: rank, interval, null: baseline } = point;
  const cells: Record<string, Cell> = {
    ...{ set: point.set, seed: point.seed, step: point.step },
    ...{ train_examples: point.examples.train, validation_examples: point.examples.validation },
    auroc: point.auroc,
    ...bounds('auroc', interval.auroc),
    ...bounds('auroc_null', baseline.auroc),
    ...bounds('auroc_labels', baseline.aurocLabels),
  };
  for (const side of ['train', 'validation', 'all'] as const) {
    const name = `effective_rank_${side}`;
    cells[name] = rank[side];
    Object.assign(cells, bounds(name, interval.effectiveRank[side]));
    if (side !== 'all') Object.assign(cells, bounds(`${name}_null`, baseline.effectiveRank[side]));
  }
  return cells;
}

function bounds(name: string, interval: ConceptInterval | null): Record<string, Cell> {
  return { [`${name}_low`]: interval?.[0] ?? null, [`${name}_high`]: interval?.[1] ?? null };
}

/** CSV: a line for each point under one of names; empty cells are not defined. */
export function conceptCsv(points: readonly ConceptPoint[]): string {
  const [first] = points;
  if (first === undefined) return '';
  const rows = points.map((point) =>
    Object.values(makeCells(point)).map((cell) =>
      typeof cell === 'string' ? csvCell(cell) : String(cell ?? ''),
    ),
  );
  return [Object.keys(makeCells(first)), ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

/** AUROC and effective ranks over checkpoints, as SVG. */
export function conceptPlot(points: readonly ConceptPoint[]): string {
  return drawConcepts(points);
}
