// The phrases of `--phrases FILE`: a phrase a line, JSON lines, or a JSON array, detected by content; a
// name that ends in .txt is always text. Compression is detected by content. A stream: neither file nor phrases are held.

import { isUtf8 } from 'node:buffer';
import { constants, createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { fileError } from '../errors/file-error.ts';
import { sentence } from '../errors/sentence.ts';
import { IndexError } from '../errors.ts';
import { linesOfArray } from '../formats/json/json-array.ts';
import { type Peeked, peekBytes } from '../input/bytes/peek-bytes.ts';
import { compressionPeekBytes, decompress } from '../input/compression/decompress.ts';
import { isObject, parseJson } from '../input/lines/json-text.ts';
import { requireData } from '../text/require-data.ts';

type ListFormat = 'text' | 'jsonl' | 'json';

/** Throws what reading the list would where it is not there: before anything is answered. */
export async function requirePhraseList(path: string): Promise<void> {
  if (path === '-') return;
  requireNoTable(path);
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw readError(error, path);
  }
}

/** Phrases, one for each line or element, blank lines too. */
export interface PhraseBatch {
  readonly phrases: readonly string[];
  /** Where phrases[i] is: "list.txt:7". */
  placeOf(i: number): string;
}

/**
 * Phrases in order, in batches of some thousands; `-` is standard input. JSON lines are objects with
 * `phrase`, or strings where the name ends in .jsonl; an array holds either. `onRemark` is told where
 * a list may not be what its name says, and at the end how many phrases are blank.
 */
export async function* readPhrases(
  path: string,
  onRemark?: (remark: string) => void,
): AsyncGenerator<PhraseBatch> {
  const name = path === '-' ? 'standard input' : path;
  requireNoTable(name);
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  let line = 0;
  const blank = { count: 0, first: 0 };
  try {
    // A short line that somebody types is answered at once.
    const packed = await peekBytes(stream, (head) => {
      return head.length >= compressionPeekBytes || head.includes(lineFeed);
    });
    const plan = { name, kind: 'file', path, sizeBytes: undefined } as const;
    const unpacked = await peekBytes(decompress(packed, plan), hasFirstLine);
    requireData(unpacked.head, name);
    if (isMisnamed(path, unpacked.head)) onRemark?.(misnamed(name));
    const { format, chunks } = await openList(path, unpacked, name);
    const place = (at: number) => (format === 'json' ? `${name}, element ${at}` : `${name}:${at}`);
    const cut = cutLines(chunks, name);
    for await (const lines of path === '-' ? cut : withEnd(cut)) {
      const before = line;
      const phrases = lines.map((content) => {
        line++;
        const isText = format === 'text' || content.trim() === '';
        const phrase = isText ? content : phraseOf(content, place(line), { file: name, line });
        if (phrase.trim() === '' && blank.count++ === 0) blank.first = line;
        return phrase;
      });
      yield { phrases, placeOf: (i) => place(before + i + 1) };
    }
    if (blank.count > 0) onRemark?.(blankPhrases(blank.count, place(blank.first)));
  } catch (error) {
    throw readError(error, name);
  }
}

/** A table's rows would be asked as they stand, separators and all, and hardly ever be found. */
function requireNoTable(name: string): void {
  if (!/\.([ct]sv|xlsx?|ods)(\.(gz|gzip|zst|zstd))?$/i.test(name)) return;
  throw new IndexError(
    'bad_argument',
    `${name} is a table: expected one phrase per line; save its column of phrases as text (.txt), or as JSON lines with "phrase" (.jsonl)`,
    { file: name },
  );
}

const lineFeed = 10;

async function openList(
  path: string,
  bytes: Peeked,
  source: string,
): Promise<{ format: ListFormat; chunks: AsyncIterable<Uint8Array> }> {
  if (/^(\xff\xfe|\xfe\xff)/.test(bytes.head.toString('latin1', 0, 2))) throw wideText(source);
  const ending = endingOf(path);
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

function endingOf(path: string): string | undefined {
  const match = /\.(jsonl|ndjson|json|txt)(\.(gz|gzip|zst|zstd))?$/i.exec(path);
  return match?.[1]?.toLowerCase();
}

/** So much may stand before the end of the first line that is not blank. */
const maxHead = 1 << 16;

function hasFirstLine(head: Buffer): boolean {
  return head.length >= maxHead || firstLine(head).includes('\n');
}

/** From the first character that is not white space to the end of its line. */
function firstLine(head: Buffer): string {
  return /\S[^\n]*\n?/.exec(head.toString('utf8', 0, maxHead).replace(/^\ufeff/, ''))?.[0] ?? '';
}

/** An object with `phrase`, or an array of objects or strings; a list of ids is a phrase of ids. */
function looksJson(head: Buffer): boolean {
  if (/^\s*\[\s*["{]/.test(head.toString('latin1'))) return true;
  const line = firstLine(head);
  if (!line.startsWith('{')) return false;
  try {
    return Object.hasOwn(JSON.parse(line), 'phrase');
  } catch {
    return false;
  }
}

function isMisnamed(path: string, head: Buffer): boolean {
  return endingOf(path) === 'txt' && looksJson(head);
}

function misnamed(name: string): string {
  return `${name} looks like JSON, and a name that ends in .txt is read as text: each line is one phrase. If it is JSON, give it a name that ends in .jsonl or .json`;
}

function blankPhrases(count: number, first: string): string {
  if (count === 1) return `${first}: the phrase is blank, and has an error in its place`;
  return `${count} phrases are blank (first: ${first}); each has an error in its place`;
}

async function* cutLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let rest = '';
  let cut = 0;
  for await (const chunk of chunks) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw notUtf8(name, cut + 1 + linesBefore(Buffer.from(chunk)), cause);
    }
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    cut += lines.length;
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  try {
    rest += decoder.decode();
  } catch (cause) {
    throw notUtf8(name, cut + 1, cause);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

/** Lines before the first that is not UTF-8; the first may begin in the chunk before. */
function linesBefore(chunk: Buffer): number {
  let start = chunk.findIndex((byte) => byte < 0x80 || byte >= 0xc0);
  for (let lines = 0; start >= 0; lines++) {
    const feed = chunk.indexOf(lineFeed, start);
    if (!isUtf8(chunk.subarray(start, feed < 0 ? chunk.length : feed)) || feed < 0) return lines;
    start = feed + 1;
  }
  return 0;
}

function notUtf8(name: string, line: number, cause: unknown): IndexError {
  return new IndexError(
    'not_utf8',
    `${name}:${line}: the line is not UTF-8, as phrase lists have to be: convert the file, for example with iconv -f WINDOWS-1252 -t UTF-8`,
    { file: name, line },
    cause,
  );
}

function wideText(name: string): IndexError {
  return new IndexError(
    'not_utf8',
    `${name} is UTF-16 text, and phrase lists are UTF-8: convert it, for example with iconv -f UTF-16 -t UTF-8`,
    { file: name },
  );
}

/** The last batch with the one before it: the last line of a file need not end, and is not a batch of its own. */
async function* withEnd(batches: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  let before: string[] = [];
  let last: string[] = [];
  for await (const batch of batches) {
    if (before.length > 0) yield before;
    before = last;
    last = batch;
  }
  if (last.length === 1) before.push(...last);
  if (before.length > 0) yield before;
  if (last.length > 1) yield last;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function phraseOf(text: string, place: string, details: { file: string; line: number }): string {
  const expected = 'a JSON object with "phrase", or a string';
  const value = parseJson(text, (fault, cause) => {
    const solve = 'Fix it, or write one phrase per line in a file that ends in .txt.';
    const message = sentence({ where: place, expected, found: `a line that is ${fault}`, solve });
    return new IndexError('not_json', message, details, cause);
  });
  if (typeof value === 'string') return value;
  if (!isObject(value)) {
    const message = sentence({ where: place, expected, found: typeName(value) });
    throw new IndexError('not_an_object', message, details);
  }
  const { phrase } = value;
  if (typeof phrase === 'string') return phrase;
  if (phrase === undefined) {
    const keys = Object.keys(value)
      .slice(0, 8)
      .map((key) => JSON.stringify(key.slice(0, 24)));
    const found = keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
    throw new IndexError('missing_field', sentence({ where: place, expected, found }), details);
  }
  const found = typeName(phrase);
  const message = sentence({ where: place, expected: 'a string as "phrase"', found });
  throw new IndexError('wrong_field_type', message, details);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`;
}

function readError(error: unknown, name: string): unknown {
  const folder = { code: 'bad_argument', solve: 'Name a file with one phrase per line.' } as const;
  return fileError(error, { path: name, doing: 'read the phrase list', special: { folder } });
}
