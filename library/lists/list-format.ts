// The format of a list of phrases, by its content and name. A name that ends in .txt is always text.

import { IndexError } from '../../errors.ts';
import { linesOfArray } from '../../formats/json/json-array.ts';
import type { Peeked } from '../../input/bytes/peek-bytes.ts';

interface OpenList {
  readonly format: 'text' | 'jsonl' | 'json';
  /** Text whose lines are phrases, or JSON values with a phrase each. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Throws `not_utf8` for UTF-16. */
export function openList(path: string, bytes: Peeked, source: string): OpenList {
  if (/^(\xff\xfe|\xfe\xff)/.test(bytes.head.toString('latin1', 0, 2))) throw wideText(source);
  const ending = findEnding(path);
  const isJson = ending === 'jsonl' || ending === 'ndjson' || ending === 'json';
  if (!isJson && (ending === 'txt' || !looksJson(bytes.head))) {
    return { format: 'text', chunks: bytes.chunks() };
  }
  const start = bytes.head.subarray(0, 3).toString() === '\ufeff' ? 3 : 0;
  // Many a .json is JSON lines.
  const isArray =
    ending !== 'jsonl' &&
    ending !== 'ndjson' &&
    /^\s*\[/.test(bytes.head.toString('latin1', start));
  if (!isArray) return { format: 'jsonl', chunks: bytes.chunks() };
  const chunks = linesOfArray(bytes.chunks(start), { source, startByte: start });
  return { format: 'json', chunks };
}

function findEnding(path: string): string | undefined {
  const match = /\.(jsonl|ndjson|json|txt)(\.(gz|gzip|zst|zstd))?$/i.exec(path);
  return match?.[1]?.toLowerCase();
}

/** So much may stand before the end of the first line that is not blank. */
const maxHead = 1 << 16;

export function hasFirstLine(head: Buffer): boolean {
  return head.length >= maxHead || firstLine(head).includes('\n');
}

/** From the first character that is not white space to the end of its line. */
function firstLine(head: Buffer): string {
  return /\S[^\n]*\n?/.exec(head.toString('utf8', 0, maxHead).replace(/^\ufeff/, ''))?.[0] ?? '';
}

/** An object with `phrase` or `phrases`, or an array of objects or strings; a list of ids is a phrase of ids. */
function looksJson(head: Buffer): boolean {
  if (/^\s*\[\s*["{]/.test(head.toString('latin1'))) return true;
  const line = firstLine(head);
  if (!line.startsWith('{')) return false;
  try {
    const value = JSON.parse(line);
    return Object.hasOwn(value, 'phrase') || Object.hasOwn(value, 'phrases');
  } catch {
    return false;
  }
}

/** Named as text, it looks like JSON. */
export function isMisnamed(path: string, head: Buffer): boolean {
  return findEnding(path) === 'txt' && looksJson(head);
}

function wideText(name: string): IndexError {
  return new IndexError(
    'not_utf8',
    `${name} is UTF-16 text, and phrase lists are UTF-8: convert it, for example with iconv -f UTF-16 -t UTF-8`,
    { file: name },
  );
}
