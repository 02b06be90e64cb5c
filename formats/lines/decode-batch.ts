// Batches of lines to records; runs in a worker, does no I/O, keeps nothing between calls.
//
// UTF-8 is checked once for the whole batch and line by line only if that fails. Every line that
// is not blank becomes a record or a bad record, in order. Messages name source and place and
// quote at most a few characters of the corpus.

import { isAscii, isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../errors.ts';
import { decodeJsonLine } from '../../input/lines/decode-record.ts';
import type {
  DecodedRecord,
  DecodeOptions,
  LineContext,
  LineDecoder,
  MissingField,
  Refusal,
} from '../../input/lines/decoded-record.ts';
import type { PlainLines } from '../../input/lines/plain-lines.ts';
import { createIdReader } from '../../input/lines/read-id.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import { decodeTableRow, requireColumns } from '../tables/decode-row.ts';
import { decodeTextLine } from '../text/decode-text.ts';

export interface BadRecord {
  line: number;
  code: ErrorCode;
  message: string;
  /** What the missing field would say; absent: no field is missing. */
  missing?: MissingField;
  /** What to do, where skipping is no help: all lines will be so. */
  solve?: string;
}

/** Either function may return false to stop; anything else goes on. */
interface RecordSink {
  onRecord(record: DecodedRecord): unknown;
  onBad(bad: BadRecord): unknown;
  /** A line of a table that is neither a row nor blank: the header, or one with which a row goes on. */
  onPadding?(line: number): void;
  /**
   * Takes records of plain lines from line `index` of the batch on, the first of them being line
   * `line` of the source. Gives how many it took; the others come one by one.
   */
  onPlain?(plain: PlainLines, index: number, line: number): number;
}

/** With `plain` JSON lines are read by it, as far as it takes them. */
export type BatchOptions = DecodeOptions & { readonly plain?: PlainLines | undefined };

interface Context extends LineContext {
  place: string;
}

const lineFeed = 10;
const decoders: Readonly<Record<SourceBatch['encoding'], LineDecoder>> = {
  'json-lines': decodeJsonLine,
  'text-lines': decodeTextLine,
  'table-rows': decodeTableRow,
};

/**
 * Tells the sink every line of the batch that is not blank, in order: as a record, or as a bad one
 * with its code (`record_too_long`, `not_utf8`, `not_json`, `not_an_object`, `missing_field`,
 * `wrong_field_type`, `not_csv`). An empty batch tells nothing. Throws
 * what the sink throws, and `missing_field` for a table without a column that is needed.
 */
export function decodeBatch(
  batch: SourceBatch & { source: string },
  options: BatchOptions,
  sink: RecordSink,
): void {
  const { bytes } = batch;
  const context = {
    place: `${batch.source}, ${batch.unit ?? 'line'}`,
    options,
    readId: createIdReader(options.idField),
    readFacet: options.facetField === undefined ? undefined : createIdReader(options.facetField),
    columns: batch.columns ?? [],
  };
  if (batch.columns !== undefined) requireColumns(batch.source, batch.columns, options);
  if (refuseOversized(batch, context, sink) === false) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ascii = isAscii(bytes);
  const valid = ascii || isUtf8(bytes);
  const delimiter = batch.delimiter === undefined ? lineFeed : Buffer.from(batch.delimiter);
  const delimiterBytes = typeof delimiter === 'number' ? 1 : delimiter.length;
  const plain = valid ? readPlain(batch, options) : undefined;
  let line = batch.firstLine;
  for (let start = 0; start < buffer.length; line++) {
    if (plain !== undefined && sink.onPlain !== undefined) {
      const taken = sink.onPlain(plain, line - batch.firstLine, line);
      start = skipLines(buffer, start, taken);
      line += taken;
      if (start === buffer.length) return;
    }
    const feed = buffer.indexOf(delimiter, start);
    const end = feed < 0 ? buffer.length : feed;
    let decoded: ReturnType<LineDecoder> = plain?.record(line - batch.firstLine, line);
    if (decoded !== undefined) {
      // It has been read.
    } else if (valid || isUtf8(buffer.subarray(start, end))) {
      const text = buffer.toString(ascii ? 'latin1' : 'utf8', start, end);
      decoded = decoders[batch.encoding](text, line, context);
    } else {
      decoded = refuseBytes(buffer.subarray(start, end));
    }
    start = end + delimiterBytes;
    if (decoded === 'padding') sink.onPadding?.(line);
    if (decoded === undefined || decoded === 'padding') continue;
    const going =
      'code' in decoded ? sink.onBad(describe(context, line, decoded)) : sink.onRecord(decoded);
    if (going === false) return;
  }
}

/** What `onBad` of the last one says. */
function refuseOversized(
  { oversized }: SourceBatch,
  context: Context,
  sink: Pick<RecordSink, 'onBad'>,
): unknown {
  let going: unknown;
  for (const { line, byteLength } of oversized) {
    const found = `is ${byteLength} bytes long, which is more than fits into memory next to the index: split it, or allow more with --memory`;
    going = sink.onBad(describe(context, line, { code: 'record_too_long', found }));
    if (going === false) break;
  }
  return going;
}

/** The reader of plain lines with those of the batch, where it can have such; its bytes are UTF-8. */
function readPlain(
  { bytes, lines, encoding, delimiter }: SourceBatch,
  { plain }: BatchOptions,
): PlainLines | undefined {
  if (encoding !== 'json-lines' || delimiter !== undefined) return undefined;
  plain?.read(bytes, lines);
  return plain;
}

/** Where the line behind so many lines starts; at most the end. */
function skipLines(buffer: Buffer, start: number, lines: number): number {
  let at = start;
  for (let i = 0; i < lines; i++) {
    const feed = buffer.indexOf(lineFeed, at);
    at = feed < 0 ? buffer.length : feed + 1;
  }
  return at;
}

/** A bad sequence does not survive decoding and encoding: the first difference is its place. */
function refuseBytes(bytes: Buffer): Refusal {
  const again = Buffer.from(bytes.toString());
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  const byte = bytes.subarray(at, at + 1).toString('hex');
  return {
    code: 'not_utf8',
    found: `is not UTF-8: byte ${at} of the line is 0x${byte}; convert the file, for example with iconv -t UTF-8`,
  };
}

function describe({ place }: Context, line: number, refusal: Refusal): BadRecord {
  const { code, found, missing, solve } = refusal;
  return {
    ...{ line, code, message: `${place} ${line} ${found}` },
    ...(missing !== undefined && { missing }),
    ...(solve !== undefined && { solve }),
  };
}
