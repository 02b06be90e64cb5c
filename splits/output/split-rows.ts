// The rows of a split: a pair's own fields as they were read, then what is known of its phrases.

import type { Example, PhraseSeen } from '../split.ts';

/**
 * A row as one line of JSON: the own fields as they were read, then those of `added-fields.ts`. Put
 * together by hand, since a request may ask for millions of rows.
 */
export function rowJson({ row, json, good, bad }: Example, prefix: string): string {
  const own = json.slice(0, -1).trimEnd();
  const before = prefix === '' ? '"' : `"${JSON.stringify(prefix).slice(1, -1)}`;
  const phrases = `${before}critical_good":${JSON.stringify(good.phrase)},${before}critical_bad":${JSON.stringify(bad.phrase)}`;
  const exposures = `${before}exposure_good":${seenJson(good)},${before}exposure_bad":${seenJson(bad)}`;
  return `${inOneLine(own)}${own === '{' ? '' : ', '}${before}row":${row},${phrases},${exposures}}`;
}

function seenJson({ count, firstStep }: PhraseSeen): string {
  return `{"count":${count},"first_step":${firstStep}}`;
}

function inOneLine(json: string): string {
  const isOne = !json.includes('\n') && !json.includes('\r');
  return isOne ? json : json.replace(/[\r\n]+/g, ' ');
}

/** UTF-16 code units of rows that are made at once; a row may be longer. */
const pieceLength = 4096;

/** The lines of the rows of one side, some at a time. */
export function* rowLines(examples: readonly Example[], prefix: string): Generator<string> {
  let piece = '';
  for (const example of examples) {
    piece += `${rowJson(example, prefix)}\n`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
