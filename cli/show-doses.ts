// Doses for people: accuracy by exposures at the last checkpoint, and what a fit says of exposures and
// of word frequency.

import type { DoseOfSet } from '../curves/dose/dose.ts';
import { formatStep } from '../exposure/format-step.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { type Column, printable } from './format-text.ts';

export function showDoses(doses: readonly DoseOfSet[], line = lineWidth()): string {
  const last = [...Map.groupBy(doses, ({ set, seed }) => JSON.stringify([set, seed])).values()].map(
    (ofSet) => ofSet.at(-1) as DoseOfSet,
  );
  const [first] = last;
  if (first === undefined) return '';
  const hasSeeds = new Set(last.map(({ seed }) => seed)).size > 1;
  const ranges = first.rows.map(({ low, high }) => rangeTitle(low, high));
  const columns: Column[] = [
    { title: 'set' },
    ...(hasSeeds ? [{ title: 'seed', align: 'right' as const }] : []),
    ...[...ranges, 'per doubling', 'of the rarest word'].map((title) => ({
      title,
      align: 'right' as const,
    })),
  ];
  const rows = last.map(({ set, seed, rows, fit }) => [
    printable(set),
    ...(hasSeeds ? [String(seed)] : []),
    ...rows.map(({ accuracy, examples }) =>
      accuracy === null ? '–' : `${(100 * accuracy).toFixed(0)} (${examples})`,
    ),
    ...(['exposures', 'rarest'] as const).map((term) => estimateOf(fit, term)),
  ]);
  const { table, leftOut } = fitTable(columns, rows, { expendable: expendableOf(ranges), line });
  const more =
    leftOut.length === 0 ? '' : `\nleft out to fit ${line} columns: ${leftOut.join(', ')}\n`;
  const title =
    `accuracy in per cent (examples) by exposures of the critical phrases, by step ${formatStep(first.step)}\n` +
    'per doubling: change of the log odds of a right answer as 1 + exposures double, ± standard error, and the same for the rarest word\n\n';
  return title + table + more;
}

/** In the middle a range tells least: it goes first, so it stands last. */
function expendableOf(ranges: readonly string[]): string[] {
  const [none = '', one = '', ...others] = ranges;
  const top = others.pop() ?? '';
  return [none, one, top, ...others];
}

function rangeTitle(low: number, high: number | null): string {
  if (high === null) return `${low}+`;
  return low === high ? String(low) : `${low}-${high}`;
}

function estimateOf(fit: DoseOfSet['fit'], term: 'exposures' | 'rarest'): string {
  const i = fit?.terms.indexOf(term) ?? -1;
  if (fit === null || i < 0) return '–';
  const estimate = fit.estimates[i] as number;
  return `${estimate < 0 ? '−' : ''}${Math.abs(estimate).toFixed(2)} ±${(fit.standardErrors[i] as number).toFixed(2)}`;
}
