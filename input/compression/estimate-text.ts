// About how much text a source has, without decompressing it.

import { type FileHandle, open } from 'node:fs/promises';
import type { PathPlan } from '../paths/plan-paths.ts';
import { unreadable } from '../paths/unreadable.ts';
import { isBzip2 } from './bunzip2.ts';
import { frameMagic, isSkippableMagic, readContentSize } from './zstd-frames.ts';

/** A usual ratio of compressed text, where the file does not say. */
const usualRatio = 3.5;
/** Of a file in a store, of which nothing is read for an estimate. */
const packedName = /\.(gz|gzip|zst|zstd|bz2)$/i;
/** Above it a gzip member's length, which is kept modulo 4 GiB, may have wrapped. */
const smallGzipBytes = 512 << 20;

/**
 * Rough size of a source's text, for progress and for planning segments. A zstd frame and a gzip
 * member may say their own size, but not how many follow: a size is believed only if it is more
 * than the whole file's. undefined: nothing is known (standard input, a pipe, a url). Throws
 * `input_not_found` and `source_unreadable`.
 */
export async function estimateTextBytes(plan: PathPlan): Promise<number | undefined> {
  const { sizeBytes } = plan;
  if (plan.kind === 'remote' && sizeBytes !== undefined) {
    return Math.round(packedName.test(plan.path) ? sizeBytes * usualRatio : sizeBytes);
  }
  if (plan.kind !== 'file' || sizeBytes === undefined) return undefined;
  await using file = await open(plan.path).catch((cause) => {
    throw unreadable(plan.name, cause);
  });
  const head = await readBytes(file, 0, 18);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const tail = await readBytes(file, sizeBytes - 4, 4);
    const said = sizeBytes < smallGzipBytes && tail.length === 4 ? tail.readUInt32LE(0) : 0;
    return said > sizeBytes ? said : Math.round(sizeBytes * usualRatio);
  }
  if (isBzip2(head)) return Math.round(sizeBytes * usualRatio);
  let frameByte = 0;
  let frame = head;
  while (frame.length >= 8 && isSkippableMagic(frame.readUInt32LE(0))) {
    frameByte += 8 + frame.readUInt32LE(4);
    frame = await readBytes(file, frameByte, 18);
  }
  const isZstd = frameByte > 0 || (frame.length >= 5 && frame.readUInt32LE(0) === frameMagic);
  if (!isZstd) return sizeBytes;
  const said = readContentSize(frame) ?? 0;
  return said > sizeBytes ? said : Math.round(sizeBytes * usualRatio);
}

async function readBytes(file: FileHandle, byte: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, Math.max(0, byte));
  return buffer.subarray(0, bytesRead);
}
