// The question to the server: which spans of a text stand in the corpus.

import { ask, postOptions } from '../request.js';

/** @import { Seen } from '../../schemas/answer.ts' */

/**
 * @typedef {object} TracedSpan tokens [start, end) of the text
 * @property {number} start
 * @property {number} end
 * @property {string} text as the text has it
 * @property {number} count
 * @property {Seen} first
 * @property {Seen} last
 */

/** @typedef {{ tokens: number, spans: TracedSpan[], snapshot: string }} Traced */

/** @param {string} text @param {AbortSignal} signal @returns {Promise<Traced>} */
export function askTrace(text, signal) {
  const options = postOptions({ text }, { accept: 'application/json', signal });
  return ask('v1/trace', options, async (response) => {
    const snapshot = response.headers.get('firstseen-snapshot') ?? '';
    return { ...(await response.json()), snapshot };
  });
}
