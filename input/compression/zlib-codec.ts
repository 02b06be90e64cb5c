// One zlib stream, pumped by hand.
//
// Piped as a stream, node:zlib ends quietly after the first zstd frame and at the first zero byte
// after a gzip member. Pumped piece by piece it says how much it took of each, so that nothing
// behind that is lost. What it gives out is held back at a few MiB, whatever the ratio.

import type { BrotliDecompress, Gunzip, ZstdDecompress } from 'node:zlib';

type ZlibStream = BrotliDecompress | Gunzip | ZstdDecompress;

const heldBytes = 4 << 20;
const maxChunkBytes = 1 << 19;
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
  return Math.max(1 << 14, Math.min(maxChunkBytes, largeRatio * packedBytes));
}

/**
 * Takes `stream` over and destroys it when disposed of. Each generator ends once its input is used
 * and all output of it is given; they run one after the other. They throw the error of node:zlib
 * (its code begins with Z_ or ZSTD_), `end` also for input that is cut short.
 */
export class ZlibCodec implements Disposable {
  readonly #stream: ZlibStream;
  readonly #ready: Uint8Array[] = [];
  #readyBytes = 0;
  #failure: Error | undefined;
  #wake = () => {};

  constructor(stream: ZlibStream) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#ready.push(chunk);
      this.#readyBytes += chunk.length;
      if (this.#readyBytes >= heldBytes) stream.pause();
      this.#wake();
    });
    stream.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  /** Bytes that were really consumed. */
  get takenBytes(): number {
    return this.#stream.bytesWritten;
  }

  /** The output of these bytes. They must stay as they are until the generator has ended. */
  write(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    return this.#pump((done) => this.#stream.write(bytes, done));
  }

  /** No more input: what is left of the output, or an error if the input is cut short. */
  end(): AsyncGenerator<Uint8Array> {
    // Its callback comes before the last output and before the error of a stream cut short.
    return this.#pump((done) => {
      if (this.#stream.readableEnded) return done();
      this.#stream.once('end', done).end();
    });
  }

  [Symbol.dispose](): void {
    this.#stream.destroy();
  }

  async *#pump(start: (done: (error?: Error | null) => void) => void) {
    let isDone = false;
    start((error) => {
      isDone = true;
      this.#failure ??= error ?? undefined;
      this.#wake();
    });
    for (;;) {
      for (let chunk = this.#ready.shift(); chunk !== undefined; chunk = this.#ready.shift()) {
        this.#readyBytes -= chunk.length;
        yield chunk;
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (isDone && this.#stream.readableLength === 0) return;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (this.#stream.isPaused()) this.#stream.resume();
      await woken;
    }
  }
}
