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
 * @returns {Promise<StepRecords>}
 */
export function askRecords(step, limit, signal) {
  return ask(`v1/records?step=${step}&limit=${limit}`, { signal }, async (response) => {
    const { headers } = response;
    const text = await response.text();
    const lines = text.split('\n').filter((line) => line !== '');
    return {
      records: lines.map((line) => JSON.parse(line)),
      count: Number(headers.get('firstseen-records')),
      remarks: JSON.parse(headers.get('firstseen-remarks') ?? '[]'),
      snapshot: headers.get('firstseen-snapshot') ?? '',
    };
  });
}
