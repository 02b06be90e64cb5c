// A file in a store, read by position: only the ranges that are asked for come over the net.
//
// Who reads says first what (load), and may then read it at once. Reading on brings some bytes along,
// more of them the more was read: at most an eighth of what was used comes for nothing.

import type { NamedPath } from '../paths/named-path.ts';
import { openRanges } from '../remote/open-ranges.ts';
import type { ByteRange, RangeOpener } from '../remote/range-opener.ts';
import { readRange } from '../remote/read-range.ts';
import type { RemoteFile } from '../remote/remote-file.ts';
import { Positioned } from './positioned.ts';

const minAheadBytes = 1 << 18;
const maxAheadBytes = 1 << 22;
/** Kept of what was loaded; one range may be larger. */
const maxKeptBytes = 1 << 25;

interface Block extends ByteRange {
  readonly bytes: Buffer;
}

export class PositionedRemote extends Positioned {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  #file: RemoteFile;
  #opener: RangeOpener;
  #closing = new AbortController();
  #pausesMs: readonly number[] | undefined;
  /** The last one used is the last one. */
  #blocks: Block[] = [];
  #usedBytes = 0;

  private constructor(
    { name, path }: NamedPath,
    { file, opener, pausesMs }: PositionedRemoteOptions,
  ) {
    super();
    this.name = name;
    this.path = path;
    this.sizeBytes = file.sizeBytes;
    this.#file = file;
    this.#opener = opener;
    this.#pausesMs = pausesMs;
  }

  static async open(
    place: NamedPath,
    file: RemoteFile,
    pausesMs?: readonly number[],
  ): Promise<PositionedRemote> {
    const opener = await openRanges(place.name, file);
    return new PositionedRemote(place, { file, opener, pausesMs });
  }

  /** Throws as `readRange`, and a plain error once it is closed. */
  load(start: number, end: number, until: number): Promise<void> | undefined {
    const stop = Math.min(end, this.sizeBytes);
    const i = this.#blocks.findIndex((block) => block.start <= start && start < block.end);
    const [block] = i < 0 ? [] : this.#blocks.splice(i, 1);
    if (block !== undefined) this.#blocks.push(block);
    if (stop <= start || (block !== undefined && stop <= block.end)) return undefined;
    return this.#fetch({ start, end: stop }, Math.min(until, this.sizeBytes));
  }

  async #fetch({ start, end }: ByteRange, until: number): Promise<void> {
    const before = this.#blocks.at(-1);
    const isOn = before !== undefined && before.start <= start && start < before.end;
    if (isOn) this.#blocks.pop();
    const known = isOn ? before.bytes.subarray(start - before.start) : Buffer.alloc(0);
    const from = start + known.length;
    const ahead = Math.min(maxAheadBytes, Math.max(minAheadBytes, this.#usedBytes >> 3));
    const stop = Math.max(end, Math.min(until, from + ahead));
    const parts: Uint8Array[] = [known];
    for await (const chunk of readRange({ start: from, end: stop }, this.#reading())) {
      parts.push(chunk);
    }
    this.#usedBytes = Math.min(this.#usedBytes + stop - from, 8 * maxAheadBytes);
    this.#blocks.push({ start, end: stop, bytes: Buffer.concat(parts, stop - start) });
    let kept = this.#blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    while (kept > maxKeptBytes && this.#blocks.length > 1) {
      kept -= this.#blocks.shift()?.bytes.length ?? 0;
    }
  }

  #reading() {
    const { name } = this;
    const { signal } = this.#closing;
    return { name, file: this.#file, opener: this.#opener, signal, pausesMs: this.#pausesMs };
  }

  /** A plain error where the bytes were not loaded. */
  readInto(buffer: Uint8Array, start: number): number {
    const length = Math.max(0, Math.min(buffer.length, this.sizeBytes - start));
    if (length === 0) return 0;
    const block = this.#blocks.findLast((one) => one.start <= start && start + length <= one.end);
    if (block === undefined) throw new Error(`${this.name}: byte ${start} was not loaded`);
    buffer.set(block.bytes.subarray(start - block.start, start - block.start + length));
    return length;
  }

  /** Ends a load that still waits. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#blocks = [];
    this.#closing.abort(new Error(`${this.name} is closed`));
    // Nobody can wait for it: connections that do not end are no matter once nothing reads them.
    this.#opener[Symbol.asyncDispose]().then(undefined, () => {});
  }
}

interface PositionedRemoteOptions {
  readonly file: RemoteFile;
  readonly opener: RangeOpener;
  readonly pausesMs: readonly number[] | undefined;
}
