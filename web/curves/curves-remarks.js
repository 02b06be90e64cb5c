// What the server left out of curves, as lines.

import { element } from '../element.js';
import { countNoun, formatCount } from '../format-number.js';

/** @import { CurvesRemarks } from '../../schemas/curves-answer.ts' */

const named = 3;

/** @param {CurvesRemarks} remarks @returns {HTMLElement[]} */
export function curveRemarks(remarks) {
  const { sets_without_results: without, unknown_sets: unknown, gaps } = remarks;
  const { ignored_files: ignored, dropped_rows: dropped } = remarks;
  const lines = [
    listed(without, 'set of the pairs has no results', 'sets of the pairs have no results'),
    listed(
      unknown,
      'set of the results has no pair file and is left out',
      'sets of the results have no pair file and are left out',
    ),
    listed(
      ignored,
      'file is not results and is left out',
      'files are not results and are left out',
    ),
    listed(
      [...new Set(gaps.map(({ set }) => set))],
      'set lacks checkpoints that others have',
      'sets lack checkpoints that others have',
    ),
    dropped === 0
      ? null
      : `${countNoun(dropped, 'result')} of pairs that have no critical phrase left out.`,
  ].filter((line) => line !== null);
  if (lines.length === 0) return [];
  const items = lines.map((line) => element('li', {}, line));
  return [element('ul', { class: 'remarks', role: 'list', 'aria-label': 'Remarks' }, ...items)];
}

/** @param {readonly string[]} names @param {string} one @param {string} many */
function listed(names, one, many) {
  if (names.length === 0) return null;
  const more = names.length > named ? ', …' : '';
  const some = names.slice(0, named).join(', ');
  return `${formatCount(names.length)} ${names.length === 1 ? one : many}: ${some}${more}.`;
}
