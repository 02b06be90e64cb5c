// gzip -> bytes: one member after another, then perhaps zeros, as gzip itself reads a file.
//
// Anything else behind a member, a member that is cut short and one whose checksum is wrong are
// errors: a corpus is never silently shorter than its file.

import { createGunzip } from 'node:zlib';
import { causeCode, causeMessage } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { type DecompressOptions, ZlibCodec } from './zlib-codec.ts';

/**
 * The text of all members, in chunks that stay as they are; an input chunk must stay until the next
 * one is asked for. No input gives `source_truncated`: the caller has seen the magic bytes. Ends with
 * the input. Throws `source_truncated` (the end lies in a member), `source_damaged` (a wrong
 * checksum, or anything but zeros behind a member) and what `chunks` throws.
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  { source, chunkBytes, startByte: sourceByte = 0 }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  using codec = new ZlibCodec(createGunzip({ chunkSize: chunkBytes }));
  let fedBytes = 0;
  let hasEnded = false;
  try {
    for await (const chunk of chunks) {
      const startByte = fedBytes;
      fedBytes += chunk.length;
      if (!hasEnded) {
        yield* codec.write(chunk);
        hasEnded = codec.takenBytes < fedBytes;
      }
      if (hasEnded) {
        const zerosByte = sourceByte + Math.max(codec.takenBytes, startByte);
        refuseJunk(chunk, { startByte: sourceByte + startByte, zerosByte, source });
      }
    }
    if (!hasEnded) yield* codec.end();
  } catch (cause) {
    throw explain(cause, source, sourceByte + Math.min(fedBytes, codec.takenBytes));
  }
}

/** Behind the last member only zeros may follow. */
function refuseJunk(
  chunk: Uint8Array,
  place: { readonly startByte: number; readonly zerosByte: number; readonly source: string },
): void {
  const { startByte, zerosByte, source } = place;
  const junk = chunk.findIndex((byte, i) => startByte + i >= zerosByte && byte !== 0);
  if (junk < 0) return;
  throw new IndexError(
    'source_damaged',
    `${source} is gzip up to byte ${zerosByte}, then zeros, then at byte ${startByte + junk} something else: ` +
      'expected the next member or the end; write the file again',
    { source, byte: startByte + junk },
  );
}

function explain(cause: unknown, source: string, byte: number): unknown {
  const code = causeCode(cause);
  if (code === 'Z_BUF_ERROR') {
    return new IndexError(
      'source_truncated',
      `${source} ends at byte ${byte} inside a gzip member: the file is cut short, or is still being written. Copy it again, or run the same command again once the member is complete.`,
      { source, byte },
      cause,
    );
  }
  if (code?.startsWith('Z_') !== true) return cause;
  return new IndexError(
    'source_damaged',
    `${source} is damaged near byte ${byte}: gzip says "${causeMessage(cause)}"; copy or write it again`,
    { source, byte },
    cause,
  );
}
