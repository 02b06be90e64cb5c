// The lines at which a plain file is cut, found in the one pass that hashes it.

import { crc32 } from 'node:zlib';
import { openSource } from '../formats/lines/open-source.ts';
import type { SourcePlan } from '../formats/lines/source-plan.ts';
import type { SourceMark } from '../indexer/feed/piece.ts';
import type { RawIdentity } from '../input/bytes/raw-digest.ts';
import type { SourceBatch } from '../input/lines/source-batch.ts';

/** What an index takes at most as one line, with all the memory that it may use. */
const maxLineBytes = 128 << 20;

interface LineMarks {
  /** Behind a byte order mark. */
  readonly start: SourceMark;
  /** For each target the end of the first line that reaches to it or goes past it. */
  readonly marks: readonly SourceMark[];
  readonly end: SourceMark;
  readonly identity: RawIdentity;
}

/** `targets`: bytes of the file, rising. Throws as `openSource` and its pass do. */
export async function findLineMarks(
  plan: SourcePlan,
  targets: readonly number[],
  signal: AbortSignal,
): Promise<LineMarks> {
  await using source = await openSource(plan);
  const marks: SourceMark[] = [];
  let start: SourceMark | undefined;
  let end: SourceMark = { lines: 0, endByte: 0, endCrc: 0 };
  for await (const batch of source.batches({ signal, maxLineBytes })) {
    const { firstLine, lines, startByte, startCrc, endByte, endCrc } = batch;
    const before = { lines: firstLine - 1, endByte: startByte, endCrc: startCrc };
    start ??= before;
    end = { lines: firstLine + lines - 1, endByte, endCrc };
    for (;;) {
      const target = targets[marks.length];
      if (target === undefined || target > endByte) break;
      marks.push(target <= startByte ? before : markWithin(batch, target, end));
    }
  }
  while (marks.length < targets.length) marks.push(end);
  return { start: start ?? end, marks, end, identity: source.identity() };
}

/** A line that is too long is a batch without bytes, and its end the only one. */
function markWithin(batch: SourceBatch, target: number, end: SourceMark): SourceMark {
  const { firstLine, startByte, startCrc } = batch;
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.length);
  const delimiter = Buffer.from(batch.delimiter ?? '\n');
  let lines = firstLine - 1;
  for (let at = 0; ; ) {
    const found = bytes.indexOf(delimiter, at);
    if (found < 0) return end;
    at = found + delimiter.length;
    lines++;
    if (startByte + at < target) continue;
    return { lines, endByte: startByte + at, endCrc: crc32(bytes.subarray(0, at), startCrc) };
  }
}
