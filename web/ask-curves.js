// The question for curves: files as parts of a form, and every threshold that the page can show.

import { columnNames, sendForm } from './api.js';
import { leastThreshold, mostThreshold } from './view-state.js';

/** @import { CurvesAnswer } from '../schemas/curves-answer.ts' */
/** @import { CurvesQuestion } from './curves-question.js' */
/** @import { CurvesFiles } from './curves-view.js' */

const thresholds = Array.from(
  { length: mostThreshold - leastThreshold + 1 },
  (_, i) => leastThreshold + i,
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
