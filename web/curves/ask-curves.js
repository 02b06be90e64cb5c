// The question for curves: files as parts of a form, and every threshold that the page can show.

import { askJson, sendForm } from '../request.js';
import { columnNames } from '../splits/ask-split.js';
import { maxThreshold, minThreshold } from '../view-state.js';

/** @import { CurvesAnswer } from '../../schemas/curves-answer.ts' */
/** @import { CurvesProgress } from '../../schemas/curves-progress.ts' */
/** @import { CurvesQuestion } from './curves-question.js' */
/** @import { CurvesFiles } from './curves-view.js' */

const thresholds = Array.from(
  { length: maxThreshold - minThreshold + 1 },
  (_, i) => minThreshold + i,
);

/**
 * @param {CurvesFiles} files
 * @param {CurvesQuestion} question
 * @param {{ signal: AbortSignal, sent: (share: number) => void, watch: string }} options `watch` names the request
 * @returns {Promise<CurvesAnswer>}
 */
export async function askCurves({ pairs, results }, question, { watch, ...options }) {
  const { policy, at, minCount, columns, permutations } = question;
  const step = at.at(-1);
  const asked = {
    ...{ policy, min_count: minCount, permutations, thresholds, watch },
    ...(step !== undefined && { at: step }),
    ...(columns !== null && { columns: columnNames(columns) }),
  };
  const form = new FormData();
  form.append('question', JSON.stringify(asked));
  for (const file of pairs) form.append('pairs', file, file.name);
  for (const { file, path } of results.results) form.append('results', file, path);
  if (results.names !== null) form.append('names', results.names, results.names.name);
  return await sendForm('v1/curves', form, options);
}

/**
 * How far a request for curves is that was named so.
 * @param {string} watch
 * @param {AbortSignal} signal
 * @returns {Promise<CurvesProgress>}
 */
export function askCurvesProgress(watch, signal) {
  return askJson(`v1/curves/progress?watch=${watch}`, signal);
}
