// Questions to the server about the records of a step.

import { ask } from '../request.js';

/** @import { Remark } from '../../schemas/remark.ts' */

/**
 * @typedef {object} RecordLine
 * @property {number} step
 * @property {number} rank
 * @property {string | null} [id] absent in an index that has none
 * @property {string} source
 * @property {number} [line] where the source has lines
 * @property {number} [row] where it has rows
 * @property {string} [text]
 * @property {string[]} [parts] in place of the text, between boundaries
 */

/** @typedef {{ records: RecordLine[], count: number, remarks: Remark[], snapshot: string }} StepRecords */

/**
 * The first records of a step, and how many it has.
 * @param {number} step
 * @param {number} limit
 * @param {AbortSignal} signal
 */
export function askRecords(step, limit, signal) {
  return askLines(new URLSearchParams({ step: `${step}`, limit: `${limit}` }), signal);
}

/**
 * The first records that satisfy a query, with step in (after, by].
 * @param {{ query: string, after: number, by: number, limit: number }} question
 * @param {AbortSignal} signal
 */
export function askRecordsHaving({ query, after, by, limit }, signal) {
  const named = { having: query, from_step: `${after + 1}`, until: `${by}`, limit: `${limit}` };
  return askLines(new URLSearchParams(named), signal);
}

/** @param {URLSearchParams} query @param {AbortSignal} signal @returns {Promise<StepRecords>} */
function askLines(query, signal) {
  return ask(`v1/records?${query}`, { signal }, async (response) => {
    const { headers } = response;
    const text = await response.text();
    const lines = text.split('\n').filter((line) => line !== '');
    return {
      records: lines.map((line) => JSON.parse(line)),
      count: Number(headers.get('firstseen-records') ?? lines.length),
      remarks: JSON.parse(headers.get('firstseen-remarks') ?? '[]'),
      snapshot: headers.get('firstseen-snapshot') ?? '',
    };
  });
}
