// What the index holds of a source that is named again, and how to go on with it.
//
// A source is known by its name. Held whole (same size and SHA-256), it is skipped. Held in part,
// its lines up to the last commit are read again, checked by their CRC-32, and left out. Grown (its
// bytes of then have the SHA-256 of then), only what is new is read. Anything else is refused, as
// counting it would count some of it twice.

import { crc32 } from 'node:zlib';
import { sniffSource } from '../../formats/lines/open-source.ts';
import { requireLineEnd, sourceChanged, type Tail } from '../../formats/lines/open-tail.ts';
import type { SourcePlan } from '../../formats/lines/source-plan.ts';
import { hashPrefixes, readAt } from '../../input/bytes/open-raw.ts';
import type { HashedPrefix, RawIdentity } from '../../input/bytes/raw-digest.ts';
import { detectCompression } from '../../input/compression/decompress.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { SourceRow } from '../../store/catalogue/catalogue.ts';

export type SourceStanding =
  | { readonly kind: 'new' }
  | { readonly kind: 'whole'; readonly row: SourceRow }
  | { readonly kind: 'part'; readonly row: SourceRow }
  /** `tail` undefined: it has to be read from its start, and what is in left out. */
  | { readonly kind: 'grown'; readonly row: SourceRow; readonly tail: Tail | undefined };

/**
 * What the catalogue knows of a source that is about to be read. `rows` are those of its name, in
 * order. A source that is not a regular file (standard input, a pipe) is always new. With `again` only a second
 * feeding that was interrupted goes on; everything else is new. Throws `source_changed`.
 */
export async function standingOf(
  plan: SourcePlan,
  rows: readonly SourceRow[],
  again: boolean,
  signal: AbortSignal,
): Promise<SourceStanding> {
  const last = rows.at(-1);
  const isPipe = plan.kind === 'stdin' || (plan.kind === 'file' && plan.sizeBytes === undefined);
  if (last === undefined || isPipe) return { kind: 'new' };
  const wasWhole = rows.some(({ complete }) => complete);
  if (!last.complete && (!again || wasWhole)) return { kind: 'part', row: last };
  if (again) return { kind: 'new' };
  const known = await compare(plan, rows, signal);
  if (known === undefined) throw sourceChanged(last, foundInstead(plan, last));
  const { row, prefix, sizeBytes } = known;
  if (row.sizeBytes === sizeBytes) return { kind: 'whole', row };
  return { kind: 'grown', row, tail: await tailOf(plan, row, prefix, signal) };
}

interface Known {
  readonly row: SourceRow;
  readonly prefix: HashedPrefix;
  /** Of the source now. */
  readonly sizeBytes: number;
}

/** The row that holds most of the source; undefined where none holds a beginning of it. */
async function compare(
  plan: SourcePlan,
  rows: readonly SourceRow[],
  signal: AbortSignal,
): Promise<Known | undefined> {
  const read = rows.filter((row): row is SourceRow & RawIdentity => {
    return row.complete && row.sizeBytes !== null;
  });
  const sizes = read.map((row) => row.sizeBytes);
  const { prefixes, sizeBytes } = await hashPrefixes(plan, sizes, signal);
  for (const prefix of prefixes.toReversed()) {
    const sha256 = prefix.hash.copy().digest('hex');
    const row = read.findLast((one) => one.sizeBytes === prefix.sizeBytes && one.sha256 === sha256);
    if (row !== undefined) return { row, prefix, sizeBytes };
  }
  return undefined;
}

function foundInstead({ sizeBytes }: SourcePlan, row: SourceRow): string {
  const before = `it had ${row.sizeBytes} bytes`;
  if (sizeBytes === undefined) return `${before}, and its bytes differ`;
  if (sizeBytes < (row.sizeBytes ?? 0)) return `${before} and has ${sizeBytes}`;
  return `${before}, of which some differ`;
}

/** Where to go on; a JSON array and a table cannot be continued. */
async function tailOf(
  plan: SourcePlan,
  row: SourceRow,
  prefix: HashedPrefix,
  signal: AbortSignal,
): Promise<Tail | undefined> {
  const { format, compression } = await sniffSource(plan, signal);
  const { whyWhole } = format;
  if (whyWhole !== undefined && row.lines > 0) throw sourceChanged(row, `it is ${whyWhole}`);
  if (plan.kind !== 'file' || whyWhole !== undefined || row.lines === 0) return undefined;
  if (compression === undefined) return { rawByte: row.endByte, prefix, format, isPacked: false };
  const isAtLineEnd = row.openLine === undefined || row.openLine.state === 'taken';
  const next = await readAt(plan, prefix.sizeBytes, 4);
  if (!isAtLineEnd || detectCompression(next) !== compression) return undefined;
  return { rawByte: prefix.sizeBytes, prefix, format, isPacked: true };
}

/** Leaves out of the batches what `row` says is in; throws `source_changed` where that differs now. */
export async function* leaveOut(
  batches: AsyncIterable<SourceBatch>,
  row: SourceRow,
): AsyncGenerator<SourceBatch> {
  let reached = 0;
  let passed = row.endByte === 0;
  for await (const batch of batches) {
    if (passed) {
      yield batch;
    } else if (batch.endByte >= row.endByte) {
      passed = true;
      const rest = cutBatch(batch, row);
      if (rest !== undefined) yield rest;
    }
    reached = batch.endByte;
  }
  if (!passed) throw sourceChanged(row, `it ends at byte ${reached} now`);
}

/** What of the batch in which the committed part ends is not in; undefined if it ends with it. */
function cutBatch(batch: SourceBatch, row: SourceRow): SourceBatch | undefined {
  const cut = row.endByte - batch.startByte;
  const whole = batch.endByte === row.endByte;
  const crc = whole
    ? batch.endCrc
    : crc32(batch.bytes.subarray(0, Math.max(0, cut)), batch.startCrc);
  if (crc !== row.endCrc) throw sourceChanged(row, `its first ${row.endByte} bytes differ`);
  if (whole) return undefined;
  const delimiter = Buffer.from(batch.delimiter ?? '\n');
  const before = Buffer.from(batch.bytes.buffer, 0, Math.max(0, cut));
  const isOpen = cut > 0 && !before.subarray(-delimiter.length).equals(delimiter);
  const bytes = batch.bytes.slice(Math.max(0, cut));
  if (isOpen) requireLineEnd(Buffer.from(bytes.buffer), row, delimiter);
  const firstLine = isOpen ? row.lines : row.lines + 1;
  return {
    ...batch,
    bytes,
    startByte: row.endByte,
    startCrc: row.endCrc,
    firstLine,
    lines: batch.firstLine + batch.lines - firstLine,
  };
}
