// What a pair file's name says: its set, and by its ending its format. As the command reads it.

/** @typedef {'jsonl' | 'json' | 'csv' | 'tsv'} PairFormat */

/** @type {Readonly<Record<string, PairFormat>>} */
const byEnding = { jsonl: 'jsonl', ndjson: 'jsonl', json: 'json', csv: 'csv', tsv: 'tsv' };

/** The formats in words. @type {Readonly<Record<PairFormat, string>>} */
export const formatWords = { jsonl: 'JSON lines', json: 'JSON', csv: 'CSV', tsv: 'TSV' };

/** `.jsonl`, `.ndjson`, … */
export const pairEndings = Object.keys(byEnding).map((ending) => `.${ending}`);

/**
 * `my.pairs.csv` -> set `my.pairs` of format `csv`; null where the ending tells no format.
 * @param {string} fileName
 */
export function decodeFileName(fileName) {
  const [, name = '', ending = ''] = /^(.*)\.([^.]*)$/s.exec(fileName) ?? [];
  const format = byEnding[ending.toLowerCase()];
  return format === undefined ? null : { name, format };
}

/** Why a file is not taken. @param {string} fileName */
export function explainRefusal(fileName) {
  return `${fileName} is not taken. The ending of a file gives its format: expected ${pairEndings.slice(0, -1).join(', ')} or ${pairEndings.at(-1)}. Rename it to its format.`;
}
