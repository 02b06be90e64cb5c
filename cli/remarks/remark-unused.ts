// Remarks on a folder of results or of arrays that was read: whatever of it, or of the split, was not used.

import { formatStep } from '../../errors/format-step.ts';
import type { UnusedArrays } from '../../library/curves/split-arrays.ts';
import type { CurvesRemarks } from '../../schemas/curves-answer.ts';
import { formatCount } from '../show/format-amounts.ts';
import { remark } from './remark.ts';

const maxListed = 3;

export function remarkUnusedArrays(unused: UnusedArrays): void {
  const { setsWithoutArrays, unknownSets, otherFiles, firstOther } = unused;
  remarkNames(setsWithoutArrays, 'set', 'of the split without arrays');
  remarkNames(unknownSets, 'set', 'that the split does not have: left out');
  if (otherFiles === 0) return;
  const files = otherFiles === 1 ? 'other file' : 'other files';
  remark(`${formatCount(otherFiles)} ${files} there, such as ${firstOther}: not read`);
}

export function remarkUnusedResults(unused: CurvesRemarks): void {
  const { ignored_files: ignored, older_files: older, dropped_rows: droppedRows, gaps } = unused;
  remarkNames(unused.sets_without_results, 'set', 'of the split without results');
  remarkNames(unused.unknown_sets, 'set', 'of the results that the split does not have, left out');
  const are = ignored.length === 1 ? 'is' : 'are';
  remarkNames(ignored, 'file', `that ${are} not results, left out`);
  const newer = older.length === 1 ? 'a newer one' : 'newer ones';
  remarkNames(older, 'file', `left out for ${newer}`);
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

function remarkNames(names: readonly string[], noun: string, about: string): void {
  if (names.length === 0) return;
  const nouns = names.length === 1 ? noun : `${noun}s`;
  const more = names.length > maxListed ? ', ...' : '';
  const some = names.slice(0, maxListed).join(', ');
  remark(`${formatCount(names.length)} ${nouns} ${about}: ${some}${more}`);
}
