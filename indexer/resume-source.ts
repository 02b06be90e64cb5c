// Going on where an interrupted command stopped: what of a source is in the index already.
//
// A source is known by its name. Held whole (same size and SHA-256), it is skipped; held in part,
// its lines up to the last commit are read again, checked by their CRC-32, and left out.

import { crc32 } from 'node:zlib';
import { IndexError } from '../errors.ts';
import type { SourceRow } from '../store/catalogue.ts';
import { identifySource } from './sources/open-source.ts';
import type { SourcePlan } from './sources/plan-sources.ts';
import type { SourceBatch } from './sources/source-batch.ts';

export type SourceStanding =
  | { readonly kind: 'new' }
  | { readonly kind: 'whole'; readonly row: SourceRow }
  | { readonly kind: 'part'; readonly row: SourceRow }
  | { readonly kind: 'changed'; readonly row: SourceRow };

/**
 * What the catalogue knows of a source that is about to be read. `rows` are those of its name, in
 * order. What is no regular file (standard input, a pipe) is always new. With `again` only a second
 * feeding that was interrupted goes on; everything else is new.
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
  const sizes = rows.filter(
    (row) => row.complete && (plan.sizeBytes === undefined || row.sizeBytes === plan.sizeBytes),
  );
  if (sizes.length > 0) {
    const { sizeBytes, sha256 } = await identifySource(plan, signal);
    const same = sizes.find((row) => row.sizeBytes === sizeBytes && row.sha256 === sha256);
    if (same !== undefined) return { kind: 'whole', row: same };
  }
  return { kind: 'changed', row: last };
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
  if (!passed) throw changed(row, `it now ends at byte ${reached}`);
}

/** What of the batch in which the committed part ends is not in; undefined if it ends with it. */
function cutBatch(batch: SourceBatch, row: SourceRow): SourceBatch | undefined {
  const cut = row.endByte - batch.startByte;
  const whole = batch.endByte === row.endByte;
  const crc = whole
    ? batch.endCrc
    : crc32(batch.bytes.subarray(0, Math.max(0, cut)), batch.startCrc);
  if (crc !== row.endCrc) throw changed(row, `its first ${row.endByte} bytes differ`);
  if (whole) return undefined;
  const taken = row.lines - batch.firstLine + 1;
  return {
    ...batch,
    bytes: batch.bytes.slice(cut),
    startByte: row.endByte,
    startCrc: row.endCrc,
    firstLine: row.lines + 1,
    lines: batch.lines - taken,
  };
}

function changed(row: SourceRow, found: string): IndexError {
  return new IndexError(
    'source_changed',
    `${row.name} is in the index up to line ${row.lines}, but the file has changed since: ${found}. Restore the file, or feed it from its start with --again.`,
    { file: row.name, line: row.lines },
  );
}
