// A batch of lines looked at in the reading thread, where a run ends in it.

import { crc32 } from 'node:zlib';
import { decodeBatch } from '../../formats/lines/decode-batch.ts';
import type { DecodeOptions } from '../../input/lines/decoded-record.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { SourceReach } from '../workers/range-reaches.ts';

const lineFeed = 10;

/** How far a source is read inside a batch. */
export type BatchCut = Pick<SourceBatch, 'lines' | 'endByte' | 'endCrc'>;

/** How far the source is read with line `line` of the batch, or before its first line. */
export function cutAfterLine(batch: SourceBatch, line: number): BatchCut {
  const { bytes, firstLine, startByte, startCrc } = batch;
  const delimiter = Buffer.from(batch.delimiter ?? '\n');
  let at = 0;
  for (let left = line - firstLine + 1; left > 0; left--) {
    const end = bufferOf(bytes).indexOf(delimiter, at);
    at = end < 0 ? bytes.length : end + delimiter.length;
  }
  const endCrc = crc32(bytes.subarray(0, at), startCrc);
  return { lines: line, endByte: startByte + at, endCrc };
}

/** The row once the run has ended inside a batch. */
export function cutReach(before: SourceReach, cut: BatchCut): SourceReach {
  if (cut.endByte === before.endByte) return before;
  const { openLine: _, ...kept } = before;
  return { ...kept, ...cut };
}

/** The step of the last record among JSON lines; undefined: there is none. */
export function readLastStep(batch: SourceBatch, options: DecodeOptions): number | undefined {
  const bytes = bufferOf(batch.bytes);
  let end = bytes.length;
  let step: number | undefined;
  while (step === undefined && end > 0) {
    // A line's own line feed is at end - 1.
    const start = end < 2 ? 0 : bytes.lastIndexOf(lineFeed, end - 2) + 1;
    const line = { ...batch, bytes: Uint8Array.from(bytes.subarray(start, end)), lines: 1 };
    decodeBatch({ ...line, oversized: [], source: '' }, options, {
      onRecord: (record) => {
        step = record.step;
      },
      onBad: () => {},
    });
    end = start;
  }
  return step;
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
