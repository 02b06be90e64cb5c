// Concepts as a table.

import { formatStep } from '../../errors/format-step.ts';
import type { ConceptInterval, ConceptPoint } from '../../library/curves/concept-points.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { type Column, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

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

export function showConcepts(points: readonly ConceptPoint[], line = lineWidth()): string {
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

function formatInterval(interval: ConceptInterval | null, digits: number): string {
  return interval === null ? none : interval.map((value) => value.toFixed(digits)).join(' to ');
}
