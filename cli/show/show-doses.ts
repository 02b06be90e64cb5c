// Doses for people: accuracy by exposures at the last checkpoint, and what a fit says of exposures and
// of word frequency.

import { formatStep } from '../../errors/format-step.ts';
import type { DosesOfSets } from '../../library/curves/doses-of-sets.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

type DoseOfSet = DosesOfSets['doses'][number];

export function showDoses(doses: readonly DoseOfSet[], line = lineWidth()): string {
  // Of each set and seed the last checkpoint.
  const last = [
    ...new Map(doses.map((dose) => [JSON.stringify([dose.set, dose.seed]), dose])).values(),
  ];
  const [first] = last;
  if (first === undefined) return '';
  const hasSeeds = new Set(last.map(({ seed }) => seed)).size > 1;
  const ranges = first.rows.map(({ low, high }) => rangeTitle(low, high));
  const columns = [
    { title: 'set' },
    ...rightColumns(...(hasSeeds ? ['seed'] : []), ...ranges),
    ...rightColumns('per doubling', 'of the rarest word'),
  ];
  const rows = last.map(({ set, seed, rows, fit }) => [
    printable(set),
    ...(hasSeeds ? [String(seed)] : []),
    ...rows.map(({ accuracy, examples }) =>
      accuracy === null ? '–' : `${(100 * accuracy).toFixed(0)} (${examples})`,
    ),
    ...(['exposures', 'rarest'] as const).map((term) => showEstimate(fit, term)),
  ]);
  const { table, note } = fitTable(columns, rows, { expendable: orderRanges(ranges), line });
  const title =
    `accuracy in per cent (examples) by exposures of the critical phrases, by step ${formatStep(first.step)}\n` +
    'per doubling: change of the log odds of a right answer as 1 + exposures double, ± standard error, and the same for the rarest word\n\n';
  return title + table + (note === '' ? '' : `\n${note}`);
}

/** In the middle a range tells least: it goes first, so it stands last. */
function orderRanges(ranges: readonly string[]): string[] {
  const [none = '', one = '', ...others] = ranges;
  const top = others.pop() ?? '';
  return [none, one, top, ...others];
}

function rangeTitle(low: number, high: number | null): string {
  if (high === null) return `${low}+`;
  return low === high ? String(low) : `${low}-${high}`;
}

function showEstimate(fit: DoseOfSet['fit'], term: 'exposures' | 'rarest'): string {
  const i = fit?.terms.indexOf(term) ?? -1;
  const estimate = fit?.estimates[i];
  const error = fit?.standardErrors[i];
  if (estimate === undefined || error === undefined) return '–';
  return `${estimate < 0 ? '−' : ''}${Math.abs(estimate).toFixed(2)} ±${error.toFixed(2)}`;
}
