// Splits for people: a table with one line per set, then what was dropped and why, and what the classes
// mean. Of one split its numbers; of several steps, how many examples are proxy-train by each.

import { formatStep } from '../../errors/format-step.ts';
import type { PairSplit } from '../../library/splits/pair-splits.ts';
import { countRoom, fitTable, lineWidth, spreadPositions } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { type Column, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

type Split = PairSplit['split'];
type SplitSet = Split['sets'][number];

const columns: readonly Column[] = [
  { title: 'set' },
  { title: 'class' },
  ...rightColumns('pairs', 'proxy-train', 'proxy-validation', 'dropped'),
  ...rightColumns('phrases', 'exposed', 'first step', 'median step'),
];

/** What a narrow line does without, the last one first. */
const expendable = ['first step', 'class', 'exposed', 'phrases', 'pairs', 'median step'];

/** What `split` prints: of one split, of several, or of one with checkpoints. */
export function showSplits(given: readonly Split[], line = lineWidth()): string {
  const splits = given.toSorted((a, b) => a.at - b.at);
  const last = splits.at(-1);
  if (last === undefined) return '';
  if (last.checkpoints === undefined && splits.length === 1) return splitTable(last, line);
  return stepsTable(splits, last, line);
}

function splitTable(split: Split, line: number): string {
  const { sets, at } = split;
  const rows = sets.map(makeRow);
  if (sets.length > 1) rows.push(sumRow(sets));
  const title = `by step ${formatStep(at)}, ${conditions(split)}\n\n`;
  const { table, note } = fitTable(columns, rows, { expendable, line });
  return title + table + (note === '' ? '' : `\n${note}`) + describeDropped(sets);
}

function conditions({ policy, minCount, snapshot }: Split): string {
  const times = minCount === 1 ? '' : `, ${formatCount(minCount)} exposures or more`;
  return `policy ${policy}${times}, snapshot ${snapshot}`;
}

/** One line per set: its examples, and how many of them are proxy-train by each step. */
interface StepCounts {
  readonly steps: readonly number[];
  readonly title: 'examples' | 'pairs';
  readonly rows: readonly { readonly name: string; readonly counts: readonly number[] }[];
}

/** Of several splits, or of the checkpoints of one. */
function countSteps(splits: readonly Split[], last: Split): StepCounts {
  const { checkpoints, sets, sampling } = last;
  // What is sampled for each step has another number of examples by each.
  const isSampled = sampling !== 'all' && checkpoints === undefined;
  const rows = sets.map((set, s) => {
    const { proxyTrain, proxyValidation, pairs } = set;
    const examples = isSampled ? pairs : proxyTrain.length + proxyValidation.length;
    const train =
      checkpoints?.trainBy(set) ?? splits.map((split) => split.sets[s]?.proxyTrain.length ?? 0);
    return { name: printable(set.name), counts: [examples, ...train] };
  });
  const steps = checkpoints?.steps ?? splits.map(({ at }) => at);
  const sums = [0, ...steps].map((_, i) =>
    rows.reduce((sum, row) => sum + (row.counts[i] ?? 0), 0),
  );
  if (rows.length > 1) rows.push({ name: `all ${rows.length}`, counts: sums });
  return { steps, title: isSampled ? 'pairs' : 'examples', rows };
}

/** One column per step; of more than fit, some. */
function stepsTable(splits: readonly Split[], last: Split, line: number): string {
  const { steps, title, rows } = countSteps(splits, last);
  const names = rows.map(({ name, counts: [examples = 0] }) => [name, formatCount(examples)]);
  const counts = rows.map((row) => row.counts.slice(1).map(formatCount));
  const fixed = [{ title: 'set' }, ...rightColumns(title)];
  const titles = steps.map(formatStep);
  const width = [titles, ...counts].flat().reduce((max, text) => Math.max(max, text.length), 0);
  const room = countRoom(width, { columns: fixed, rows: names }, line);
  const shown = new Set(spreadPositions(steps.length, Math.max(2, room)));
  const pick = (cells: readonly string[]) => cells.filter((_, i) => shown.has(i));
  const columns = [...fixed, ...rightColumns(...pick(titles))];
  const cells = names.map((row, i) => [...row, ...pick(counts[i] ?? [])]);
  const { table } = fitTable(columns, cells, { line });
  const more =
    shown.size === steps.length
      ? ''
      : `\n${shown.size} of ${steps.length} steps shown: --json prints them all\n`;
  return `proxy-train examples by the end of each step, ${conditions(last)}\n\n${table}${more}${describeDropped(last.sets)}`;
}

function makeRow(set: SplitSet): string[] {
  const step = (value: number | null) => (value === null ? 'never' : formatStep(value));
  return [
    printable(set.name),
    set.class ?? '',
    formatCount(set.pairs),
    formatCount(set.proxyTrain.length),
    formatCount(set.proxyValidation.length),
    formatCount(set.dropped.length),
    formatCount(set.distinctPhrases),
    formatCount(set.curve.at(-1)?.phrases ?? 0),
    step(set.firstStep),
    set.medianStep === null ? '' : step(set.medianStep),
  ];
}

function sumRow(sets: readonly SplitSet[]): string[] {
  const sum = (pick: (set: SplitSet) => number) =>
    formatCount(sets.reduce((total, set) => total + pick(set), 0));
  return [
    `all ${sets.length}`,
    '',
    sum(({ pairs }) => pairs),
    sum(({ proxyTrain }) => proxyTrain.length),
    sum(({ proxyValidation }) => proxyValidation.length),
    sum(({ dropped }) => dropped.length),
    sum(({ distinctPhrases }) => distinctPhrases),
    sum(({ curve }) => curve.at(-1)?.phrases ?? 0),
    '',
    '',
  ];
}

function describeDropped(sets: readonly SplitSet[]): string {
  const reasons = new Map<string, number>();
  for (const { reason } of sets.flatMap(({ dropped }) => dropped)) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const lines = [...reasons].map(([reason, count]) => `dropped: ${formatCount(count)} ${reason}`);
  const sentences = sets.filter((set) => set.class === 'sentence').length;
  if (sentences > 0) {
    lines.push(
      `${sentences} ${sentences === 1 ? 'set' : 'sets'} of class sentence: the phrase is the sentence or depends on its edges, so it is hardly ever exposed`,
    );
  }
  return lines.length === 0 ? '' : `\n${lines.map((line) => `${line}\n`).join('')}`;
}
