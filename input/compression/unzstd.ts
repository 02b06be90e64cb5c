// zstd -> bytes: every frame, with or without content size, and skippable frames passed over.
//
// Each frame has a decoder of its own, because node:zlib's ends with its first frame. A frame that
// is cut short, is damaged or is followed by something else is an error. Windows up to 2 GiB are
// accepted (zstd --long=31, as large corpora have them); the memory is used only by such files.

import { constants, createZstdDecompress } from 'node:zlib';
import { causeCode, causeMessage } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { type DecompressOptions, ZlibCodec } from './zlib-codec.ts';
import { FrameError, FrameWalker, frameMagic } from './zstd-frames.ts';

const magicBytes = Buffer.alloc(4);
magicBytes.writeUInt32LE(frameMagic);

/**
 * The text of all frames, in chunks that stay as they are; an input chunk must stay until the next
 * one is asked for. No input gives no text. Ends with the input, between frames. Throws
 * `source_truncated` (the end lies in a frame or a magic number), `source_damaged` (a wrong
 * checksum, or anything but a frame where one should begin) and what `chunks` throws.
 */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
  { source, chunkBytes, startByte = 0 }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  const walker = new FrameWalker();
  walker.byte = startByte;
  let codec: ZlibCodec | undefined;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        const start = at;
        const { place } = walker;
        at = walker.advance(chunk, start);
        if (place === 'frame') yield* codec?.write(chunk.subarray(start, at)) ?? [];
        if (place === 'frame' && walker.place === 'between') {
          yield* codec?.end() ?? [];
          codec?.[Symbol.dispose]();
        }
        if (place === 'between' && walker.place === 'frame') {
          codec = openFrameCodec(chunkBytes);
          yield* codec.write(magicBytes);
        }
      }
    }
  } catch (cause) {
    throw explain(cause, source, walker);
  } finally {
    codec?.[Symbol.dispose]();
  }
  if (walker.mayEnd) return;
  const where = walker.place === 'between' ? 'behind a zstd frame' : 'inside a zstd frame';
  throw new IndexError(
    'source_truncated',
    `${source} ends at byte ${walker.byte} ${where} that begins at byte ${walker.frameByte}: ` +
      'the file is cut short, or is still being written. Copy it again, or run the same command again once the frame is complete.',
    { source, byte: walker.byte, frame_byte: walker.frameByte },
  );
}

function openFrameCodec(chunkBytes: number): ZlibCodec {
  const params = { [constants.ZSTD_d_windowLogMax]: 31 };
  return new ZlibCodec(createZstdDecompress({ chunkSize: chunkBytes, params }));
}

function explain(cause: unknown, source: string, walker: FrameWalker): unknown {
  const isFrameError = cause instanceof FrameError;
  if (!isFrameError && causeCode(cause)?.startsWith('ZSTD_') !== true) return cause;
  if (isFrameError && cause.needsDictionary) {
    return new IndexError(
      'bad_argument',
      `${source} is compressed with a zstd dictionary: expected zstd without one; decompress it, for example with zstd -dc -D DICTIONARY, and name - for standard input`,
      { source, byte: cause.byte },
      cause,
    );
  }
  const byte = isFrameError ? cause.byte : walker.frameByte;
  const where = isFrameError ? `at byte ${byte}` : `in the zstd frame that begins at byte ${byte}`;
  return new IndexError(
    'source_damaged',
    `${source} is damaged ${where}: ${causeMessage(cause)}; copy or write it again`,
    { source, byte },
    cause,
  );
}
