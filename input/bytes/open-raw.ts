// The raw bytes behind a plan, and their identity, without decoding.

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { PathPlan } from '../paths/plan-paths.ts';
import {
  isPipe,
  openFileBytes,
  openPipeBytes,
  openStreamBytes,
  type RawBytes,
} from './raw-bytes.ts';
import { createDigest, type HashedPrefix, type RawIdentity } from './raw-digest.ts';

export interface OpenOptions {
  /** What '-' reads; tests pass their own. */
  stdin?: Readable;
  /** Waits before each new attempt at a broken transfer. */
  pausesMs?: readonly number[];
}

/** Opens the file or stream of `plan`; the caller disposes of it. Throws as openSource does. */
export async function openRaw(plan: PathPlan, options: OpenOptions): Promise<RawBytes> {
  switch (plan.kind) {
    case 'file':
      if (plan.sizeBytes === undefined && (await isPipe(plan.path))) {
        return openPipeBytes(plan.path, plan.name);
      }
      return openFileBytes(plan.path, plan.name, { sizeBytes: plan.sizeBytes });
    case 'stdin':
      return openStreamBytes(options.stdin ?? process.stdin, 'standard input');
    case 'https': {
      // Loaded where a corpus has a url: the HTTP client is a quarter of a build's modules.
      const { openUrlBytes } = await import('./url-bytes.ts');
      return openUrlBytes(plan.path, options.pausesMs);
    }
    case 'remote': {
      if (plan.remote === undefined) throw new Error(`${plan.name} is not in a store`);
      const { openRemoteBytes } = await import('./remote-bytes.ts');
      return openRemoteBytes(plan.name, plan.remote, options.pausesMs);
    }
  }
}

/**
 * SHA-256 and size of the raw bytes, without decoding, to tell whether the catalogue holds the file
 * already. Not for standard input, which can be read only once. Throws as openSource and its pass do
 * for bytes that do not come, and the signal's reason once that fires.
 */
export async function identifySource(plan: PathPlan, signal: AbortSignal): Promise<RawIdentity> {
  if (plan.kind === 'stdin') throw new Error('standard input can be identified only by reading it');
  await using raw = await openRaw(plan, {});
  const digest = createDigest();
  for await (const _ of digest.tap(raw.chunks(signal))) signal.throwIfAborted();
  return digest.identity();
}

/** What `hashPrefixes` found: the hash of each prefix, shortest first, and the size of all. */
interface HashedPrefixes {
  readonly prefixes: readonly HashedPrefix[];
  readonly sizeBytes: number;
}

/**
 * The hash of the first raw bytes, for each of `sizes` that the source has. A file is read up to the
 * largest of them, a url to its end. Throws as identifySource does.
 */
export async function hashPrefixes(
  plan: PathPlan,
  sizes: readonly number[],
  signal: AbortSignal,
): Promise<HashedPrefixes> {
  const { sizeBytes: planned = Number.POSITIVE_INFINITY } = plan;
  const due = [...new Set(sizes)].sort((a, b) => a - b).filter((size) => size <= planned);
  const isSized = plan.sizeBytes !== undefined;
  const hash = createHash('sha256');
  const prefixes: HashedPrefix[] = [];
  let reached = 0;
  const pass = (bytes: Uint8Array) => {
    let at = 0;
    while (due[0] !== undefined && due[0] <= reached + bytes.length) {
      const sizeBytes = due.shift() as number;
      hash.update(bytes.subarray(at, sizeBytes - reached));
      at = sizeBytes - reached;
      prefixes.push({ sizeBytes, hash: hash.copy() });
    }
    if (due.length > 0) hash.update(bytes.subarray(at));
    reached += bytes.length;
  };
  pass(new Uint8Array(0));
  if (!isSized || due.length > 0) {
    await using raw = await openRaw(plan, {});
    for await (const chunk of raw.chunks(signal)) {
      signal.throwIfAborted();
      pass(chunk);
      if (isSized && due.length === 0) break;
    }
  }
  return { prefixes, sizeBytes: plan.sizeBytes ?? reached };
}

/** Up to `length` bytes of a file from `byte` on. */
export async function readAt(plan: PathPlan, byte: number, length: number): Promise<Buffer> {
  await using raw = await openFileBytes(plan.path, plan.name, {
    sizeBytes: length,
    startByte: byte,
  });
  for await (const chunk of raw.chunks(new AbortController().signal)) {
    return Buffer.from(chunk.subarray(0, length));
  }
  return Buffer.alloc(0);
}
