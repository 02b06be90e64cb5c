// What was not used of a folder of arrays and of a split, as remarks on stderr.

import type { FoundArrays } from '../curves/arrays/find-arrays.ts';
import type { ArrayPart } from '../curves/arrays/place-book.ts';
import type { SplitExamples } from '../curves/split/split-examples.ts';
import { formatCount } from './format-text.ts';

const listed = 3;

export function remarkArrays<Part extends ArrayPart>(
  { checkpoints, unknownSets, otherFiles, firstOther }: FoundArrays<Part>,
  { sets }: SplitExamples,
): void {
  const there = new Set(checkpoints.map(({ set }) => set));
  const without = [...sets.keys()].filter((set) => !there.has(set));
  const remarks = [
    [without, 'of the split without arrays'],
    [unknownSets, 'that the split does not have: left out'],
  ] as const;
  for (const [names, what] of remarks) {
    if (names.length > 0) remark(`${countOf(names.length, 'set')} ${what}: ${listOf(names)}`);
  }
  if (otherFiles > 0) {
    remark(`${countOf(otherFiles, 'other file')} there, such as ${firstOther}: not read`);
  }
}

function remark(text: string): void {
  process.stderr.write(`firstseen: ${text}\n`);
}

function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function listOf(names: readonly string[]): string {
  const first = names.slice(0, listed).join(', ');
  return names.length > listed ? `${first}, ...` : first;
}
