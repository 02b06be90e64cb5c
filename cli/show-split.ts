// A split for people: a row a set, what was dropped and why, what the classes mean.

import type { Split, SplitSet } from '../splits/split-pairs.ts';
import { type Column, formatCount, formatTable, printable } from './format-text.ts';

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

export function splitTable(split: Split): string {
  const { sets, at, policy, minCount } = split;
  const times = minCount === 1 ? '' : `, ${formatCount(minCount)} exposures or more`;
  const title = `by step ${formatCount(at)}, policy ${policy}${times}, snapshot ${split.snapshot}\n\n`;
  const rows = sets.map(rowOf);
  if (sets.length > 1) rows.push(totals(sets));
  return title + formatTable(columns, rows) + remarks(sets);
}

function rowOf(set: SplitSet): string[] {
  const step = (value: number | null) => (value === null ? 'never' : formatCount(value));
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
