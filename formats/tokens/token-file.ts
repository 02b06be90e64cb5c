// Token ids in files, as one stream: by position, whatever their type.
//
// What is checked when a file is opened: that it holds whole ids, and that it is not of the other
// width, which shows in its first ids.

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { type NumberType, numberBytes, viewNumbers } from './number-types.ts';
import { toId } from './token-ids.ts';

export interface TokenFile {
  readonly file: PositionedFile;
  readonly type: NumberType;
  /** Where ids begin, and how many there are. */
  readonly startByte: number;
  readonly tokens: number;
}

/** A file of ids from `startByte` to its end; throws `source_truncated` for half an id. */
export function openTokenFile(path: NamedPath, type: NumberType, startByte = 0): TokenFile {
  const file = new PositionedFile(path);
  try {
    const bytes = file.sizeBytes - startByte;
    const size = numberBytes(type);
    if (bytes % size !== 0) {
      throw file.refuse(
        'source_truncated',
        `has ${bytes} bytes of ids, which is not a multiple of ${size} (${type}): it is cut short, or holds another type`,
        { byte: file.sizeBytes },
      );
    }
    const opened = { file, type, startByte, tokens: bytes / size };
    requireWidth(opened);
    return opened;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Ids looked at, and fewer than which tell nothing. */
const looked = 4096;
const telling = 64;

/** 32-bit ids read as 16-bit ones have next to nothing in every other place. */
function requireWidth({ file, type, startByte, tokens }: TokenFile): void {
  if (type !== 'uint16' || tokens < telling) return;
  const count = Math.min(tokens, looked);
  const bytes = file.read(startByte, count * 2);
  let odd = 0;
  let even = 0;
  for (let i = 0; i < count; i++) {
    const id = bytes.readUInt16LE(2 * i);
    if (i % 2 === 1) odd = Math.max(odd, id);
    else even = Math.max(even, id);
  }
  if (odd >= 8 || even < 64) return;
  throw file.refuse(
    'source_damaged',
    `was to be read as uint16, but every second one of its first ${count} ids is below ${odd + 1}, as in a file of uint32: name the "dtype" that it has`,
    { byte: startByte, expected: 'uint16', found: 'uint32' },
  );
}

/** Ids of a file from `start` on, as many as `into` has room for. */
function readTokens({ file, type, startByte }: TokenFile, start: number, into: Uint32Array): void {
  const size = numberBytes(type);
  const bytes = file.read(startByte + start * size, into.length * size);
  const ids = viewNumbers(bytes, type);
  const isUnsigned =
    ids instanceof Uint8Array || ids instanceof Uint16Array || ids instanceof Uint32Array;
  if (isUnsigned) into.set(ids);
  else for (let i = 0; i < into.length; i++) into[i] = toId(ids[i]);
}

/** Several files of ids, one after the other. */
export class TokenStream {
  readonly files: readonly TokenFile[];
  readonly tokens: number;
  /** First id of each file in the stream, and the end of the last. */
  readonly starts: readonly number[];

  constructor(files: readonly TokenFile[]) {
    this.files = files;
    const starts = [0];
    let end = 0;
    for (const { tokens } of files) {
      end += tokens;
      starts.push(end);
    }
    this.starts = starts;
    this.tokens = end;
  }

  /** Ids of the stream from `start` on, as many as `into` has room for. */
  read(start: number, into: Uint32Array): void {
    for (let at = this.#findFile(start), done = 0; done < into.length; at++) {
      const file = this.files[at];
      if (file === undefined) throw new Error('ids behind the stream');
      const from = start + done - (this.starts[at] as number);
      const end = Math.min(into.length, done + file.tokens - from);
      if (end > done) readTokens(file, from, into.subarray(done, end));
      done = end;
    }
  }

  close(): void {
    for (const { file } of this.files) file.close();
  }

  #findFile(token: number): number {
    let low = 0;
    let high = this.files.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] as number) <= token) low = middle;
      else high = middle;
    }
    return low;
  }
}
