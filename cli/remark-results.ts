// Remarks on results that were read: whatever was left out is said.

import type { ReadResults } from '../curves/results/results.ts';
import type { SplitExamples } from '../curves/split/split-examples.ts';
import { formatStep } from '../exposure/format-step.ts';
import { formatCount } from './format-text.ts';

const listed = 3;

export function remarkResults(results: ReadResults, { sets }: SplitExamples): void {
  const { unknownSets, droppedRows, ignoredFiles, olderFiles, gaps, runs } = results;
  const found = new Set(runs.map(({ set }) => set));
  const without = [...sets.keys()].filter((set) => !found.has(set));
  remark(without, 'set of the split without results', 'sets of the split without results');
  remark(
    unknownSets,
    'set of the results that the split does not have, left out',
    'sets of the results that the split does not have, left out',
  );
  remark(
    ignoredFiles,
    'file that is not results, left out',
    'files that are not results, left out',
  );
  remark(olderFiles, 'file left out for a newer one', 'files left out for newer ones');
  const [gap] = gaps;
  if (gap !== undefined) {
    const seed = gap.seed === null ? '' : `, seed ${gap.seed},`;
    const others = gaps.length === 1 ? '' : `; so do ${formatCount(gaps.length - 1)} others`;
    process.stderr.write(
      `firstseen: ${gap.set}${seed} lacks ${gap.steps.length === 1 ? 'a checkpoint' : `${formatCount(gap.steps.length)} checkpoints`} that other results have, at first step ${formatStep(gap.steps[0] ?? 0)}${others}\n`,
    );
  }
  if (droppedRows > 0) {
    process.stderr.write(
      `firstseen: ${formatCount(droppedRows)} ${droppedRows === 1 ? 'result is of a pair' : 'results are of pairs'} that the split dropped, left out\n`,
    );
  }
}

function remark(names: readonly string[], one: string, many: string): void {
  if (names.length === 0) return;
  const some = names.slice(0, listed).join(', ');
  const more = names.length > listed ? ', ...' : '';
  process.stderr.write(
    `firstseen: ${formatCount(names.length)} ${names.length === 1 ? one : many}: ${some}${more}\n`,
  );
}
