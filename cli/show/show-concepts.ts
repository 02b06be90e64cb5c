// Concepts as JSON lines, CSV and a table.

import type { ConceptOptions, SetConcepts } from '../../curves/concepts/describe-runs.ts';
import type { Interval } from '../../curves/stats/interval95.ts';
import { formatStep } from '../../errors/format-step.ts';
import { csvCell } from '../../splits/output/csv-cell.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { type Column, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

/** One line, with its line feed. */
export function formatConceptsJson(point: SetConcepts, sides: ConceptOptions['sides']): string {
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
function makeCells(point: SetConcepts): Record<string, Cell> {
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

function bounds(name: string, interval: Interval | null): Record<string, Cell> {
  return { [`${name}_low`]: interval?.[0] ?? null, [`${name}_high`]: interval?.[1] ?? null };
}

/** A line for each point under one of names; empty cells are not defined. */
export function formatConceptsCsv(points: readonly SetConcepts[]): string {
  const [first] = points;
  if (first === undefined) return '';
  const rows = points.map((point) =>
    Object.values(makeCells(point)).map((cell) =>
      typeof cell === 'string' ? csvCell(cell) : String(cell ?? ''),
    ),
  );
  return [Object.keys(makeCells(first)), ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

const columns: readonly Column[] = [
  { title: 'set' },
  ...rightColumns('seed', 'step', 'train', 'validation', 'AUROC', 'interval', 'AUROC null'),
  ...rightColumns('rank train', 'rank train null', 'rank validation', 'rank validation null'),
];
/** Columns that stay where no cell has a value: those of AUROC and before. */
const always = 6;
const none = '-';
/** What a narrow line does without, the last one first. */
const expendable = [
  ...['AUROC null', 'interval', 'rank train null', 'rank validation null'],
  ...['validation', 'train'],
];

export function showConcepts(points: readonly SetConcepts[], line = lineWidth()): string {
  const hasSeeds = points.some(({ seed }) => seed !== null);
  const rows = points.map((point) => {
    const { effectiveRank, interval, null: baseline } = point;
    return [
      ...[printable(point.set), String(point.seed ?? '')],
      ...[formatStep(point.step), formatCount(point.examples.train)],
      ...[formatCount(point.examples.validation), formatNumber(point.auroc, 3)],
      ...[formatInterval(interval.auroc, 2), formatInterval(baseline.auroc, 2)],
      formatNumber(effectiveRank.train, 1),
      formatInterval(baseline.effectiveRank.train, 1),
      formatNumber(effectiveRank.validation, 1),
      formatInterval(baseline.effectiveRank.validation, 1),
    ];
  });
  const isShown = columns.map(
    ({ title }, i) =>
      (hasSeeds || title !== 'seed') && (i < always || rows.some((row) => row[i] !== none)),
  );
  const { table, note } = fitTable(
    columns.filter((_, i) => isShown[i]),
    rows.map((row) => row.filter((_, i) => isShown[i])),
    { expendable, line },
  );
  return note === '' ? table : `${table}\n${note.trimEnd()} (--json and --csv have all)\n`;
}

function formatNumber(value: number | null, digits: number): string {
  return value === null ? none : value.toFixed(digits);
}

function formatInterval(interval: Interval | null, digits: number): string {
  return interval === null ? none : interval.map((value) => value.toFixed(digits)).join(' to ');
}
