// The lines of a plain file from one mark to another, read without the bytes before.
//
// The marks were found when the file was hashed as a whole. The CRC-32 goes on from that of the first
// mark, so at the second one it says whether these are the bytes that were planned.

import { stat } from 'node:fs/promises';
import { type BatchOptions, lineKind, type Source } from '../../formats/lines/open-source.ts';
import { expectFormat, type SourcePlan } from '../../formats/lines/source-plan.ts';
import { openFileBytes } from '../../input/bytes/raw-bytes.ts';
import { cutLines } from '../../input/lines/cut-lines.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import { unreadable } from '../../input/paths/unreadable.ts';
import { changedSincePlan, type Piece, type SourceIdentity, type SourceMark } from './piece.ts';

interface Span extends Pick<Piece, 'expected'> {
  readonly from: SourceMark;
  readonly to: SourceMark;
}

/**
 * Opens the file of `plan`, whose format is said there, for one pass over the lines of a span. The
 * caller disposes of it. Throws `source_changed` where the size differs, and at the end of the pass
 * where bytes before `to` do.
 */
export async function openSpan(plan: SourcePlan, { from, to, expected }: Span): Promise<Source> {
  const { name, path } = plan;
  const format = expectFormat(plan);
  if (format === undefined) throw new Error(`a cut source without a format: ${name}`);
  const kind = lineKind(plan, format);
  const { size } = await stat(path).catch((cause) => {
    throw unreadable(name, cause);
  });
  if (size !== expected.sizeBytes) {
    throw changedSincePlan(name, `${expected.sizeBytes} bytes`, `${size} bytes`);
  }
  const raw = await openFileBytes(path, name, { startByte: from.endByte });

  async function* batches(options: BatchOptions): AsyncGenerator<SourceBatch> {
    const { signal, batchBytes = 1 << 20, maxLineBytes } = options;
    const start = { byte: from.endByte, crc: from.endCrc };
    const cut = { source: name, signal, batchBytes, maxLineBytes, start, linesBefore: from.lines };
    const bytes = upTo(raw.chunks(signal), to.endByte - from.endByte);
    let reached = from;
    for await (const batch of cutLines(bytes, { ...cut, ...kind })) {
      const { firstLine, lines, endByte, endCrc } = batch;
      reached = { lines: firstLine + lines - 1, endByte, endCrc };
      yield batch;
    }
    if (reached.endCrc !== to.endCrc || reached.lines !== to.lines) {
      throw changedSincePlan(name, spell(to), spell(reached));
    }
  }

  return {
    name,
    batches,
    identity: () => requireHash(expected),
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}

async function* upTo(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array> {
  let left = length;
  if (left === 0) return;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= Math.min(left, chunk.length);
    if (left === 0) return;
  }
}

function requireHash({ sizeBytes, sha256 }: SourceIdentity): { sizeBytes: number; sha256: string } {
  if (sha256 === null) throw new Error('a cut file has a hash');
  return { sizeBytes, sha256 };
}

function spell({ lines, endByte, endCrc }: SourceMark): string {
  return `${lines} lines in ${endByte} bytes with the CRC-32 ${endCrc.toString(16)}`;
}
