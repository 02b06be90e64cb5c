// Splits for people: a table with one line per set, then what was dropped and why, and what the classes
// mean. Of one split its numbers; of several steps, how many examples are proxy-train by each.

import { formatStep } from '../exposure/format-step.ts';
import type { Split, SplitSet } from '../splits/split.ts';
import { fitTable, lineWidth, roomFor, spread } from './fit-table.ts';
import { type Column, formatCount, printable } from './format-text.ts';

const columns: readonly Column[] = [
  { title: 'set' },
  { title: 'class' },
  { title: 'pairs', align: 'right' },
  { title: 'proxy-train', align: 'right' },
  { title: 'proxy-validation', align: 'right' },
  { title: 'dropped', align: 'right' },
  { title: 'phrases', align: 'right' },
  { title: 'exposed', align: 'right' },
  { title: 'first step', align: 'right' },
  { title: 'median step', align: 'right' },
];

/** What a narrow line does without, the last one first. */
const expendable = ['first step', 'class', 'exposed', 'phrases', 'pairs', 'median step'];

/** What `split` prints: of one split, of several, or of one with checkpoints. */
export function showSplits(splits: readonly Split[], line = lineWidth()): string {
  const [split] = splits;
  if (split === undefined) return '';
  if (split.checkpoints === undefined && splits.length === 1) return splitTable(split, line);
  return stepsTable(splits, line);
}

function splitTable(split: Split, line: number): string {
  const { sets, at } = split;
  const rows = sets.map(rowOf);
  if (sets.length > 1) rows.push(totals(sets));
  const title = `by step ${formatStep(at)}, ${conditions(split)}\n\n`;
  const { table, leftOut } = fitTable(columns, rows, { expendable, line });
  const more =
    leftOut.length === 0 ? '' : `\nleft out to fit ${line} columns: ${leftOut.join(', ')}\n`;
  return title + table + more + remarks(sets);
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
function stepsTable(given: readonly Split[], line: number): string {
  const splits = given.toSorted((a, b) => a.at - b.at);
  const last = splits.at(-1) as Split;
  const { steps, title, rows } = countSteps(splits, last);
  const cells = rows.map(({ name, counts }) => [name, ...counts.map(formatCount)]);
  const fixed: Column[] = [{ title: 'set' }, { title, align: 'right' }];
  const stepWidth = [...steps.map(formatStep), ...cells.flatMap((row) => row.slice(2))].reduce(
    (most, text) => Math.max(most, text.length),
    0,
  );
  const before = { columns: fixed, rows: cells.map((row) => row.slice(0, 2)) };
  const shown = spread(steps.length, Math.max(2, roomFor(stepWidth, before, line)));
  const ofSteps = shown.map((i): Column => ({ title: formatStep(steps[i] ?? 0), align: 'right' }));
  const { table } = fitTable(
    [...fixed, ...ofSteps],
    cells.map((row) => [...row.slice(0, 2), ...shown.map((i) => row[i + 2] as string)]),
    { line },
  );
  const more =
    shown.length === steps.length
      ? ''
      : `\n${shown.length} of ${steps.length} steps shown: --json prints them all\n`;
  return `proxy-train examples by the end of each step, ${conditions(last)}\n\n${table}${more}${remarks(last.sets)}`;
}

function rowOf(set: SplitSet): string[] {
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

function totals(sets: readonly SplitSet[]): string[] {
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

function remarks(sets: readonly SplitSet[]): string {
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
