// One zlib stream, pumped by hand.
//
// Piped as a stream, node:zlib ends quietly after the first zstd frame and at the first zero byte
// after a gzip member. Pumped piece by piece it says how much it took of each, so that nothing
// behind that is lost. What it gives out is held back at a few MiB, whatever the ratio.

import type { BrotliDecompress, Gunzip, ZstdDecompress } from 'node:zlib';

export interface ZlibCodec extends Disposable {
  /** The output of these bytes. They must stay as they are until the generator has ended. */
  write(bytes: Uint8Array): AsyncGenerator<Uint8Array>;
  /** No more input: what is left of the output, or an error if the input is cut short. */
  end(): AsyncGenerator<Uint8Array>;
  /** Bytes that were really consumed. */
  readonly takenBytes: number;
}

const heldBytes = 4 << 20;
const mostChunkBytes = 1 << 19;
/** More than text usually shrinks, so that a small file comes out in one chunk. */
const largeRatio = 16;

export interface DecompressOptions {
  /** What error messages call the source. */
  source: string;
  /** Output comes in chunks of at most this size. */
  chunkBytes: number;
  /** Bytes of the source before the first chunk, for error messages. */
  startByte?: number;
}

/** Each codec allocates a chunk at once: a small file is not to pay for a large one. */
export function planChunkBytes(packedBytes = Number.POSITIVE_INFINITY): number {
  return Math.max(1 << 14, Math.min(mostChunkBytes, largeRatio * packedBytes));
}

/**
 * Takes `stream` over and destroys it when disposed of. Each generator ends once its input is used
 * and all output of it is given; they run one after the other. They throw the error of node:zlib
 * (its code begins with Z_ or ZSTD_), `end` also for input that is cut short.
 */
export function openZlibCodec(stream: BrotliDecompress | Gunzip | ZstdDecompress): ZlibCodec {
  const ready: Uint8Array[] = [];
  let readyBytes = 0;
  let failure: Error | undefined;
  let wake = () => {};
  stream.on('data', (chunk: Buffer) => {
    ready.push(chunk);
    readyBytes += chunk.length;
    if (readyBytes >= heldBytes) stream.pause();
    wake();
  });
  stream.on('error', (error) => {
    failure = error;
    wake();
  });

  async function* pump(start: (done: (error?: Error | null) => void) => void) {
    let isDone = false;
    start((error) => {
      isDone = true;
      failure ??= error ?? undefined;
      wake();
    });
    for (;;) {
      for (let chunk = ready.shift(); chunk !== undefined; chunk = ready.shift()) {
        readyBytes -= chunk.length;
        yield chunk;
      }
      if (failure !== undefined) throw failure;
      if (isDone && stream.readableLength === 0) return;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (stream.isPaused()) stream.resume();
      await woken;
    }
  }

  return {
    write: (bytes) => pump((done) => stream.write(bytes, done)),
    // Its callback comes before the last output and before the error of a stream cut short.
    end: () =>
      pump((done) => {
        if (stream.readableEnded) return done();
        stream.once('end', done).end();
      }),
    get takenBytes() {
      return stream.bytesWritten;
    },
    [Symbol.dispose]: () => {
      stream.destroy();
    },
  };
}
