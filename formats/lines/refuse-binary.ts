// A file that is not text, detected by its first bytes: which format of a run description reads it, or
// how to make it one that is read.
//
// Without this its lines would be called broken text, one after the other. No file is read here.

import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { type ErrorCode, IndexError } from '../../errors.ts';
import {
  isTableFormat,
  type SourceFormat,
  type SourcePlan,
} from '../../input/paths/plan-sources.ts';
import { requireData, requireTextData } from '../../text/require-data.ts';
import { nameTokenPack } from './token-packs.ts';

/** So many are looked at where they are there, so that a damaged first line is not taken for a format. */
const mostBytes = 1 << 16;

interface Kind {
  readonly name: string;
  readonly advice: string;
}

const byRun = (format: string, more = '') =>
  `name it in a run description of format ${format}${more} (docs/formats/${format}.md)`;
const asTable = 'export its text as JSON lines or Parquet';

/** Formats with a magic number; `at` is its first byte, before which a name is padded with zeros. */
const magics: readonly (Kind & { readonly magic: string | Buffer; readonly at?: number })[] = [
  // What follows is a page's header, which begins with a control character: PAR1 is a gene, too.
  { magic: Buffer.from('PAR1\x15'), name: 'a Parquet file', advice: 'say --format parquet' },
  {
    magic: 'ARROW1\0\0',
    name: 'an Arrow IPC file (Feather)',
    advice: `${asTable}, or save the dataset with save_to_disk and say --format arrow --from FOLDER`,
  },
  {
    magic: Buffer.from('ffffffff', 'hex'),
    name: 'an Arrow stream, as datasets writes it',
    advice:
      'say --format arrow --from FOLDER, the folder of save_to_disk that has its state.json; write one with save_to_disk if there is none',
  },
  {
    magic: Buffer.from('\x93NUMPY', 'latin1'),
    name: 'a NumPy array with its header',
    advice:
      'write token ids as raw numbers with array.tofile("ids.bin") and name that file in a run description of format nanogpt (docs/formats/nanogpt.md)',
  },
  {
    magic: 'MMIDIDX\0\0',
    name: 'the index of a Megatron or GPT-NeoX dataset',
    advice: byRun('megatron', ', by its path without .idx'),
  },
  {
    magic: numberBytes(20240520),
    name: 'a token file of llm.c',
    advice: byRun('llmc'),
  },
  {
    magic: numberBytes(20240801),
    name: 'a token file of llm.c',
    advice: byRun('llmc'),
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

/** UTF-16 as Windows programs write it. */
const wideMarks = [Buffer.from('fffe', 'hex'), Buffer.from('feff', 'hex')];

/**
 * Throws `bad_argument` for a format that is known, `not_utf8` for other bytes that are not text, and
 * `source_damaged` for a pointer or an error page in the data's place.
 */
export function refuseBinary(
  whole: Buffer,
  plan: SourcePlan,
  format: SourceFormat | undefined,
): void {
  const name = plan.kind === 'stdin' ? 'standard input' : plan.name;
  (format === 'text' ? requireTextData : requireData)(whole, name);
  const head = wholeCharacters(whole.subarray(0, mostBytes));
  const known = magics.find(({ magic, at = 0 }) => {
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
  if (!looksBinary(head, format)) return;
  const named = kindByName(head, plan);
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

function refusal(code: ErrorCode, plan: SourcePlan, { name, advice }: Kind): IndexError {
  const source = plan.kind === 'stdin' ? 'standard input' : plan.name;
  return new IndexError(
    code,
    `${source} is ${name}: expected JSON lines, a JSON array, CSV, TSV or plain text; ${advice}`,
    { source },
  );
}

/** Control characters that text has hardly any of; JSON's first character speaks for text too. */
function looksBinary(head: Buffer, format: SourceFormat | undefined): boolean {
  const isControl = (byte: number) =>
    (byte < 32 && !(byte >= 7 && byte <= 13) && byte !== 27) || byte === 127;
  let controls = 0;
  for (const byte of head) if (isControl(byte)) controls++;
  if (controls === 0 || controls < head.length / 20) return false;
  if (format === 'text' || isTableFormat(format)) return !isUtf8(head);
  // Lines of JSON behind a damaged start are bad records, not another kind of file.
  const bytes = head.toString('latin1');
  return !(/^\s*[{[]/.test(bytes) || /\n\{ ?"/.test(bytes)) || isMdsShard(head);
}

/** A file of ids or samples without a magic number is detected by its name and the files next to it. */
function kindByName(head: Buffer, { kind, path, name }: SourcePlan): Kind | undefined {
  if (isMdsShard(head) || /\.mds(\.\w+)?$/.test(name)) {
    return {
      name: 'a shard of an MDS dataset',
      advice:
        'say --format mds --from FOLDER, the folder with its index.json (docs/formats/mds.md)',
    };
  }
  const stem = path.replace(/\.bin$/, '');
  if (kind === 'file' && stem !== path && existsSync(`${stem}.idx`)) {
    return {
      name: 'binary, with a .idx next to it: the tokens of a Megatron or GPT-NeoX dataset',
      advice: byRun('megatron', ', by its path without .bin'),
    };
  }
  if (/\.ds$/.test(name))
    return { name: 'binary, by its name datatrove’s', advice: byRun('datatrove') };
  if (/\.npy$/.test(name)) {
    return { name: 'binary without a NumPy header, as OLMo’s token files', advice: byRun('olmo') };
  }
  return undefined;
}

/** Samples u32, their offsets u32, then the writer's settings as JSON. */
function isMdsShard(head: Buffer): boolean {
  if (head.length < 16) return false;
  const settings = 8 + 4 * head.readUInt32LE(0);
  const first = head.readUInt32LE(4);
  return (
    settings > 8 &&
    first > settings &&
    first < settings + mostBytes &&
    head.toString('latin1', settings, settings + 2) === '{"'
  );
}

function numberBytes(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(number);
  return bytes;
}
