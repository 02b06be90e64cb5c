// A file that is not text, detected by its first bytes: which format of a run description reads it, or
// how to make it one that is read.
//
// Without this its lines would be called broken text, one after the other. No file is read here.

import { isUtf8 } from 'node:buffer';
import { type ErrorCode, IndexError } from '../../errors.ts';
import type { PathPlan } from '../../input/paths/plan-paths.ts';
import { requireData, requireTextData } from '../../text/require-data.ts';
import type { LineFormat, Sign } from '../format.ts';
import { formats, lineFormats } from '../registry.ts';
import { nameTokenPack } from './token-packs.ts';

/** So many are looked at where they are there, so that a damaged first line is not taken for a format. */
const maxBytes = 1 << 16;

const asTable = 'export its text as JSON lines or Parquet';

/** Files that nothing reads. */
const foreign: readonly Sign[] = [
  {
    magic: Buffer.from('\x93NUMPY', 'latin1'),
    name: 'a NumPy array with its header',
    advice:
      'write token ids as raw numbers with array.tofile("ids.bin") and name that file in a run description of format nanogpt (docs/formats/nanogpt.md)',
  },
  {
    magic: 'WARC/1.',
    name: 'a WARC file of a web crawl',
    advice:
      'extract its text first, for example with trafilatura or resiliparse, and write it as JSON lines',
  },
  {
    magic: 'SQLite format 3\0',
    name: 'an SQLite database',
    advice: `export its text as JSON, for example with sqlite3 -json FILE 'SELECT text FROM documents' and --from -`,
  },
  { magic: Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), name: 'an HDF5 file', advice: asTable },
  { magic: 'Obj\x01', name: 'an Avro file', advice: asTable },
  { magic: '%PDF-1.', name: 'a PDF', advice: 'extract its text first, for example with pdftotext' },
  {
    magic: 'ustar',
    at: 257,
    name: 'a tar archive',
    advice: 'unpack it and name the files, or pipe one with tar -xO and --from -',
  },
];

const signs = [...formats.flatMap((format) => format.signs ?? []), ...foreign];

/** UTF-16 as Windows programs write it. */
const wideMarks = [Buffer.from('fffe', 'hex'), Buffer.from('feff', 'hex')];

/**
 * Throws `bad_argument` for a format that is known, `not_utf8` for other bytes that are not text, and
 * `source_damaged` for a pointer or an error page in the data's place.
 */
export function refuseBinary(whole: Buffer, plan: PathPlan, { encoding }: LineFormat): void {
  const name = plan.kind === 'stdin' ? 'standard input' : plan.name;
  (encoding === 'text-lines' ? requireTextData : requireData)(whole, name);
  const head = wholeCharacters(whole.subarray(0, maxBytes));
  const known = signs.find(({ magic, at = 0 }) => {
    if (magic === undefined) return false;
    const bytes = Buffer.from(magic);
    const isThere = head.subarray(at, at + bytes.length).equals(bytes);
    return isThere && (at === 0 || head.subarray(0, at).includes(0));
  });
  const pack = known ?? nameTokenPack(whole, plan.sizeBytes);
  if (pack !== undefined) throw refusal('bad_argument', plan, pack);
  if (wideMarks.some((mark) => head.subarray(0, 2).equals(mark))) {
    throw refusal('not_utf8', plan, {
      name: 'UTF-16 text',
      advice: 'convert it, for example with iconv -f UTF-16 -t UTF-8',
    });
  }
  if (!looksBinary(head, encoding)) return;
  // A file of ids or samples without a magic number.
  const named = signs.find(
    ({ begins, isNamed }) => begins?.(head) === true || isNamed?.(plan) === true,
  );
  if (named !== undefined) throw refusal('bad_argument', plan, named);
  throw refusal('not_utf8', plan, {
    name: 'binary, not text',
    advice:
      'a file of token ids is read by a run description that says its format (docs/formats/README.md); make anything else JSON lines or plain text first',
  });
}

/** Without the bytes of a character that goes on behind them. */
function wholeCharacters(head: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, head.length); back++) {
    const byte = head[head.length - back] as number;
    if (byte < 0x80) return head;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? head.subarray(0, -back) : head;
  }
  return head;
}

type Found = Pick<Sign, 'name' | 'advice'>;

function refusal(code: ErrorCode, plan: PathPlan, { name, advice }: Found): IndexError {
  const source = plan.kind === 'stdin' ? 'standard input' : plan.name;
  return new IndexError(code, `${source} is ${name}: expected ${listLabels()}; ${advice}`, {
    source,
  });
}

/** JSON lines, a JSON array, ... or plain text. */
function listLabels(): string {
  const labels = lineFormats.map(({ label }) => label);
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`;
}

/** Control characters that text has hardly any of; JSON's first character speaks for text too. */
function looksBinary(head: Buffer, encoding: LineFormat['encoding']): boolean {
  const isControl = (byte: number) =>
    (byte < 32 && !(byte >= 7 && byte <= 13) && byte !== 27) || byte === 127;
  let controls = 0;
  for (const byte of head) if (isControl(byte)) controls++;
  if (controls === 0 || controls < head.length / 20) return false;
  if (encoding !== 'json-lines') return !isUtf8(head);
  // Lines of JSON behind a damaged start are bad records, not another kind of file.
  const bytes = head.toString('latin1');
  const isJson = /^\s*[{[]/.test(bytes) || /\n\{ ?"/.test(bytes);
  return !isJson || signs.some(({ begins }) => begins?.(head) === true);
}
