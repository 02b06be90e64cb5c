// The phrases of `--phrases FILE`: a phrase a line, JSON lines, or a JSON array, detected by content; a
// name that ends in .txt is always text. Compression is detected by content. A stream: neither file nor phrases are held.

import { constants, createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import { compressionPeekBytes, decompress } from '../../input/compression/decompress.ts';
import { type Askable, isBlank } from '../../schemas/askable.ts';
import { requireData } from '../../text/require-data.ts';
import { cutLines, withEnd } from './cut-lines.ts';
import { decodePhrase } from './decode-phrase.ts';
import { hasFirstLine, isMisnamed, openList } from './list-format.ts';
import { nameInput } from './name-input.ts';

const lineFeed = 10;

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

/** Phrases and groups of them, one for each line or element, blank lines too. */
export interface PhraseBatch {
  readonly phrases: readonly Askable[];
  /** Where phrases[i] is: "list.txt:7". */
  namePlace(i: number): string;
}

/**
 * Phrases in order, in batches of some thousands; `-` is standard input. JSON lines are objects with
 * `phrase`, or with `name` and `phrases`, or strings where the name ends in .jsonl; an array holds either. `onRemark` is told where
 * a list may not be what its name says, and at the end how many phrases are blank.
 */
export async function* readPhrases(
  path: string,
  onRemark?: (remark: string, about: 'name' | 'blank') => void,
): AsyncGenerator<PhraseBatch> {
  const name = nameInput(path);
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
    if (isMisnamed(path, unpacked.head)) onRemark?.(misnamed(name), 'name');
    const { format, chunks } = openList(path, unpacked, name);
    const place = (at: number) => (format === 'json' ? `${name}, element ${at}` : `${name}:${at}`);
    const cut = cutLines(chunks, name);
    for await (const lines of path === '-' ? cut : withEnd(cut)) {
      const before = line;
      const phrases = lines.map((content) => {
        line++;
        const isText = format === 'text' || content.trim() === '';
        const phrase = isText ? content : decodePhrase(content, place(line), { file: name, line });
        if (isBlank(phrase) && blank.count++ === 0) blank.first = line;
        return phrase;
      });
      yield { phrases, namePlace: (i) => place(before + i + 1) };
    }
    if (blank.count > 0) onRemark?.(blankPhrases(blank.count, place(blank.first)), 'blank');
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

function misnamed(name: string): string {
  return `${name} looks like JSON, and a name that ends in .txt is read as text: each line is one phrase. If it is JSON, give it a name that ends in .jsonl or .json`;
}

function blankPhrases(count: number, first: string): string {
  if (count === 1) return `${first}: the phrase is blank, and has an error in its place`;
  return `${count} phrases are blank (first: ${first}); each has an error in its place`;
}

function readError(error: unknown, name: string): unknown {
  const folder = { code: 'bad_argument', solve: 'Name a file with one phrase per line.' } as const;
  return fileError(error, { path: name, doing: 'read the phrase list', special: { folder } });
}
