// Remarks on a folder of results or of arrays that was read: whatever of it, or of the split, was not used.

import type { FoundArrays } from '../../curves/arrays/find-arrays.ts';
import type { ArrayPart } from '../../curves/arrays/place-book.ts';
import type { ReadResults } from '../../curves/results/results.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';
import { formatStep } from '../../errors/format-step.ts';
import { formatCount } from '../show/format-amounts.ts';
import { remark } from './remark.ts';

const maxListed = 3;

export function remarkUnusedArrays<Part extends ArrayPart>(
  { checkpoints, unknownSets, otherFiles, firstOther }: FoundArrays<Part>,
  split: SplitExamples,
): void {
  remarkNames(setsWithout(split, checkpoints), 'set', 'of the split without arrays');
  remarkNames(unknownSets, 'set', 'that the split does not have: left out');
  if (otherFiles === 0) return;
  const files = otherFiles === 1 ? 'other file' : 'other files';
  remark(`${formatCount(otherFiles)} ${files} there, such as ${firstOther}: not read`);
}

export function remarkUnusedResults(results: ReadResults, split: SplitExamples): void {
  const { unknownSets, droppedRows, ignoredFiles, olderFiles, gaps, runs } = results;
  remarkNames(setsWithout(split, runs), 'set', 'of the split without results');
  remarkNames(unknownSets, 'set', 'of the results that the split does not have, left out');
  const are = ignoredFiles.length === 1 ? 'is' : 'are';
  remarkNames(ignoredFiles, 'file', `that ${are} not results, left out`);
  const newer = olderFiles.length === 1 ? 'a newer one' : 'newer ones';
  remarkNames(olderFiles, 'file', `left out for ${newer}`);
  const [gap] = gaps;
  if (gap !== undefined) {
    const seed = gap.seed === null ? '' : `, seed ${gap.seed},`;
    const others = gaps.length === 1 ? '' : `; so do ${formatCount(gaps.length - 1)} others`;
    const { length } = gap.steps;
    const missing = length === 1 ? 'a checkpoint' : `${formatCount(length)} checkpoints`;
    remark(
      `${gap.set}${seed} lacks ${missing} that other results have, at first step ${formatStep(gap.steps[0] ?? 0)}${others}`,
    );
  }
  if (droppedRows > 0) {
    const are = droppedRows === 1 ? 'result is of a pair' : 'results are of pairs';
    remark(`${formatCount(droppedRows)} ${are} that the split dropped, left out`);
  }
}

function setsWithout(
  { sets }: SplitExamples,
  found: readonly { readonly set: string }[],
): string[] {
  const there = new Set(found.map(({ set }) => set));
  return [...sets.keys()].filter((set) => !there.has(set));
}

function remarkNames(names: readonly string[], noun: string, about: string): void {
  if (names.length === 0) return;
  const nouns = names.length === 1 ? noun : `${noun}s`;
  const more = names.length > maxListed ? ', ...' : '';
  const some = names.slice(0, maxListed).join(', ');
  remark(`${formatCount(names.length)} ${nouns} ${about}: ${some}${more}`);
}
