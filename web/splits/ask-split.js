// Questions to the server about splits, and about the critical phrases of one pair.

import { ApiProblem, ask, postOptions } from '../request.js';
import { decodeFileName } from './pair-format.js';

/** @import { Remark } from '../../schemas/remark.ts' */
/** @import { Columns } from '../view-state.js' */
/** @import { SplitQuestion } from './question-fields.js' */

/** @param {Columns} columns */
export function columnNames({ hold, good, bad }) {
  return hold === 'phrase' ? { phrase_good: good, phrase_bad: bad } : { good, bad };
}

/** A pair file as the set of a request. @param {File} file */
async function readSet(file) {
  /** @type {ArrayBuffer} */
  let bytes;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    // It was changed, moved or taken away since it was chosen.
    const message = `${file.name} has changed since it was chosen: choose it again.`;
    throw new ApiProblem('file_changed', message, { title: 'The file has changed' });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ...decodeFileName(file.name), file: file.name, text };
  } catch {
    const message = `${file.name} is not UTF-8: expected an uncompressed pair file in UTF-8. Save it as UTF-8 and choose it again.`;
    throw new ApiProblem('not_utf8', message, { title: 'The file is not UTF-8' });
  }
}

/** @typedef {{ zip: Uint8Array<ArrayBuffer>, remarks: Remark[] }} SplitZip */

/**
 * The split of pair files (a file is a set, named by it) as a zip archive, and what is remarked on it.
 * @param {readonly File[]} files
 * @param {SplitQuestion} question
 * @param {AbortSignal} signal
 * @returns {Promise<SplitZip>}
 */
export async function askSplit(files, { policy, at, minCount, columns }, signal) {
  const sets = await Promise.all(files.map(readSet));
  const body = {
    sets,
    policy,
    min_count: minCount,
    ...(at.length > 0 && { at }),
    ...(columns !== null && { columns: columnNames(columns) }),
  };
  const options = postOptions(body, { accept: 'application/zip', signal });
  return ask('v1/splits', options, async (answer) => ({
    zip: new Uint8Array(await answer.arrayBuffer()),
    remarks: JSON.parse(answer.headers.get('firstseen-remarks') ?? '[]'),
  }));
}

/**
 * The critical phrases of a pair of sentences, by the rule for sets that are not in BLiMP; or
 * the code of the reason why it has none.
 * @param {{ good: string, bad: string }} pair
 * @param {AbortSignal} signal
 * @returns {Promise<{ good: string, bad: string } | { dropped: string }>}
 */
export async function askCriticalPhrases({ good, bad }, signal) {
  const body = { pairs: [{ sentence_good: good, sentence_bad: bad }] };
  const options = postOptions(body, { accept: 'application/x-ndjson', signal });
  const lines = await ask('v1/splits', options, (answer) => answer.text());
  const [head, line] = lines.trim().split('\n');
  if (line === undefined) {
    return { dropped: JSON.parse(head ?? '').split.dropped[0].reason };
  }
  const { row } = JSON.parse(line);
  return { good: row.critical_good, bad: row.critical_bad };
}
