// Size and SHA-256 of a file's raw bytes, taken while they are read for something else.

import { createHash, type Hash } from 'node:crypto';

/** The first bytes of a file, hashed: the digest of the whole file goes on from there. */
export interface HashedPrefix {
  readonly sizeBytes: number;
  readonly hash: Hash;
}

export interface RawIdentity {
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface RawDigest {
  /** The same chunks; the identity is known once they have ended. */
  tap(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Throws a plain error before the end. */
  identity(): RawIdentity;
}

/**
 * A digest of a file that is read from its start, or from `fromByte` within `prefix`: what lies
 * between that byte and the end of the prefix is read again and not hashed again.
 */
export function createDigest(prefix?: HashedPrefix, fromByte = 0): RawDigest {
  const hash = prefix?.hash.copy() ?? createHash('sha256');
  const hashedBytes = prefix?.sizeBytes ?? 0;
  let reached = fromByte;
  let sha256: string | undefined;
  return {
    async *tap(chunks) {
      for await (const chunk of chunks) {
        const known = Math.min(chunk.length, Math.max(0, hashedBytes - reached));
        hash.update(known === 0 ? chunk : chunk.subarray(known));
        reached += chunk.length;
        yield chunk;
      }
      sha256 = hash.digest('hex');
    },
    identity() {
      if (sha256 === undefined) throw new Error('a source has its identity once it is read whole');
      return { sizeBytes: reached, sha256 };
    },
  };
}
