// Reads a whole source the way the indexer does, and checks what holds for every batch.

import { crc32 } from 'node:zlib';
import { type BadRecord, decodeBatch } from '../../../formats/lines/decode-batch.ts';
import { openSource, type Source } from '../../../formats/lines/open-source.ts';
import type { SourcePlan } from '../../../formats/lines/source-plan.ts';
import type { OpenOptions } from '../../../input/bytes/open-raw.ts';
import type { DecodedRecord } from '../../../input/lines/decoded-record.ts';
import type { SourceBatch } from '../../../input/lines/source-batch.ts';

export interface ReadOptions extends OpenOptions {
  batchBytes?: number;
  maxLineBytes?: number;
  signal?: AbortSignal;
  stepField?: string;
  idField?: string;
}

export interface ReadResult {
  records: DecodedRecord[];
  bad: BadRecord[];
  batches: SourceBatch[];
  identity: ReturnType<Source['identity']>;
}

export async function readSource(plan: SourcePlan, options: ReadOptions = {}): Promise<ReadResult> {
  const { batchBytes = 1 << 20, maxLineBytes = 1 << 26, stepField, idField = 'id' } = options;
  const signal = options.signal ?? new AbortController().signal;
  await using source = await openSource(plan, options);
  const records: DecodedRecord[] = [];
  const bad: BadRecord[] = [];
  const batches: SourceBatch[] = [];
  for await (const batch of source.batches({ signal, batchBytes, maxLineBytes })) {
    batches.push(batch);
    decodeBatch(
      { ...batch, source: plan.name },
      { textField: 'text', idField, stepField },
      { onRecord: (record) => records.push(record), onBad: (one) => bad.push(one) },
    );
  }
  return { records, bad, batches, identity: source.identity() };
}

/** The first thing about these batches that contradicts SourceBatch; undefined if nothing does. */
export function findBatchFault(
  batches: readonly SourceBatch[],
  limits: { batchBytes: number; start?: Uint8Array },
): string | undefined {
  let line = 1;
  let byte = limits.start?.length ?? 0;
  let crc = crc32(limits.start ?? new Uint8Array(0));
  let isCounted = true;
  for (const [i, batch] of batches.entries()) {
    const { bytes, oversized } = batch;
    if (bytes.byteOffset !== 0 || bytes.length !== bytes.buffer.byteLength) return `${i}: view`;
    if (batch.firstLine !== line) return `${i}: first line ${batch.firstLine}, expected ${line}`;
    line += batch.lines;
    if (batch.startByte !== byte) return `${i}: start byte ${batch.startByte}, expected ${byte}`;
    if (batch.startCrc !== crc) return `${i}: start CRC`;
    if (oversized.length > 0) {
      if (bytes.length > 0 || oversized.length > 1 || batch.lines !== 1) return `${i}: oversized`;
      if (batch.endByte < byte + (oversized[0]?.byteLength ?? 0)) return `${i}: end byte`;
      byte = batch.endByte;
      crc = batch.endCrc;
      isCounted = false;
      continue;
    }
    const text = Buffer.from(bytes);
    const feeds = text.filter((value) => value === 10).length;
    const isLast = i === batches.length - 1;
    if (text.at(-1) !== 10 && !isLast) return `${i}: ends inside a line`;
    if (batch.lines !== feeds + (text.at(-1) === 10 ? 0 : 1)) return `${i}: lines`;
    if (bytes.length > limits.batchBytes && batch.lines > 1) return `${i}: too large`;
    byte += bytes.length;
    crc = crc32(bytes, crc);
    if (batch.endByte !== byte) return `${i}: end byte ${batch.endByte}, expected ${byte}`;
    if (batch.endCrc !== crc) return `${i}: CRC${isCounted ? '' : ' behind an oversized line'}`;
  }
  return undefined;
}
