// Curves for people: a line for each set and kind of split, at one threshold; then the sets that the
// filters exclude, with their reasons.

import { formatStep } from '../../errors/format-step.ts';
import type { CurvesOfSets } from '../../library/curves/curves-of-sets.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { type Column, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

type SetSummary = CurvesOfSets['summaries'][number];

const columns: readonly Column[] = [
  { title: 'set' },
  ...rightColumns('seeds', 'examples', 'accuracy', 't train', 't valid.', 'lag'),
  ...rightColumns('p', 'q', 'p freq.'),
];
/** What a narrow line does without, the last one first. */
const expendable = ['q', 'accuracy', 'p freq.', 'examples', 'seeds'];

const titles = {
  fixed: 'sides of the split, at every checkpoint',
  as_of: 'sides as of each checkpoint',
} as const;

export interface ShownCurves {
  readonly thresholds: readonly number[];
  readonly threshold: number;
  readonly permutations: number;
}

export function showCurves(
  curves: readonly SetSummary[],
  { thresholds, threshold, permutations }: ShownCurves,
  line = lineWidth(),
): string {
  const t = thresholds.indexOf(threshold);
  const seeds = new Set(curves.map(({ seed }) => seed)).size;
  // Seeds of a set are one line: its medians.
  const shown = [...Map.groupBy(curves, ({ set, split }) => JSON.stringify([set, split])).values()];
  const isKept = (ofSeeds: readonly SetSummary[]) =>
    ofSeeds.some(({ excluded }) => excluded === null);
  const tables = (['fixed', 'as_of'] as const).flatMap((split) => {
    const ofSplit = shown.filter(([first]) => first?.split === split);
    if (ofSplit.length === 0) return [];
    const rows = ofSplit.filter(isKept).map((ofSeeds) => makeRow(ofSeeds, t));
    if (rows.length === 0) return [`${titles[split]}: no set is left by the filters\n`];
    const hidden = seeds > 1 ? expendable : expendable.filter((title) => title !== 'seeds');
    const shownColumns = columns.map(({ title }) => seeds > 1 || title !== 'seeds');
    const pick = <Item>(items: readonly Item[]) => items.filter((_, i) => shownColumns[i]);
    const fit = { expendable: hidden, line };
    const { table, note } = fitTable(pick(columns), rows.map(pick), fit);
    return [`${titles[split]}\n${table}${note}`];
  });
  const notes = [
    'examples, accuracy: proxy-train / proxy-validation at the last checkpoint',
    `t: the first checkpoint with ${threshold} % or more; lag: t of proxy-validation - t of proxy-train`,
    `p: ${formatCount(permutations)} re-assignments by groups of examples that share their phrases; q: adjusted for the number of sets`,
    'p freq.: the same within ranges of word frequency',
    ...(seeds > 1 ? ['seeds: how many have a defined lag; t, lag and p are medians'] : []),
  ];
  const excluded = listExcluded(shown.filter((ofSeeds) => !isKept(ofSeeds)));
  return `${excluded}${tables.join('\n')}\n${notes.map((note) => `${note}\n`).join('')}`;
}

function makeRow(seeds: readonly SetSummary[], t: number): string[] {
  const [first] = seeds;
  if (first === undefined) return [];
  const { overSeeds, train, validation } = first;
  const { tTrain, tValidation, lag, p, q } = overSeeds ?? first;
  return [
    printable(first.set),
    overSeeds === null ? '1' : `${overSeeds.defined[t]}/${seeds.length}`,
    [train, validation].map(({ examples }) => formatCount(examples.at(-1) ?? 0)).join(' / '),
    [train, validation].map(({ accuracy }) => percent(accuracy.at(-1) ?? null)).join(' / '),
    ...[tTrain, tValidation, lag].map((of) => step(of[t] ?? null)),
    ...[p.groups, q.groups, p.frequency_groups].map((of) => probability(of[t] ?? null)),
  ];
}

function listExcluded(excluded: readonly (readonly SetSummary[])[]): string {
  const reasons = new Map<string, string>();
  for (const [first] of excluded) {
    if (first?.excluded && !reasons.has(first.set)) reasons.set(first.set, first.excluded);
  }
  if (reasons.size === 0) return '';
  const lines = [...reasons].map(([set, reason]) => `  ${printable(set)}: ${reason}\n`);
  const sets = reasons.size === 1 ? '1 set' : `${reasons.size} sets`;
  return `${sets} excluded by the filters (--no-filters keeps them):\n${lines.join('')}\n`;
}

function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(1);
}

function step(value: number | null): string {
  return value === null ? '–' : formatStep(value);
}

function probability(p: number | null): string {
  return p === null ? '–' : p.toFixed(3);
}
