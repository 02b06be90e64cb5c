// Token ids in files, as one stream: by position, whatever their type.
//
// What is checked when a file is opened: that it holds whole ids, and that it is not of the other
// width, which shows in its first ids.

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';

export type TokenType =
  | 'uint8'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float32'
  | 'float64';

export const tokenBytes: Readonly<Record<TokenType, number>> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
};

/** In place of a value that no token can have: negative, broken, or above 32 bits. */
const noToken = 0xffff_ffff;

export interface TokenFile {
  readonly file: PositionedFile;
  readonly type: TokenType;
  /** Where ids begin, and how many there are. */
  readonly startByte: number;
  readonly tokens: number;
}

/** A file of ids from `startByte` to its end; throws `source_truncated` for half an id. */
export function openTokenFile(path: NamedPath, type: TokenType, startByte = 0): TokenFile {
  const file = new PositionedFile(path);
  try {
    const bytes = file.sizeBytes - startByte;
    const size = tokenBytes[type];
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

/** Ids [start, start + count) of a file, in `into` from `at` on. */
export function readTokens(
  { file, type, startByte }: TokenFile,
  start: number,
  count: number,
  into: Uint32Array,
  at: number,
): void {
  const size = tokenBytes[type];
  const bytes = file.read(startByte + start * size, count * size);
  const ids = viewOf(type, bytes);
  if (type === 'uint8' || type === 'uint16' || type === 'uint32') {
    into.set(ids as Uint16Array, at);
    return;
  }
  for (let i = 0; i < count; i++) {
    const id = Number(ids[i]);
    into[at + i] = Number.isInteger(id) && id >= 0 && id < noToken ? id : noToken;
  }
}

/** `bytes` is a buffer of its own, so aligned. */
function viewOf(type: TokenType, { buffer, byteOffset, length }: Buffer) {
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length / 2);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length / 2);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length / 4);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length / 4);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, length / 8);
    case 'float32':
      return new Float32Array(buffer, byteOffset, length / 4);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length / 8);
  }
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
    for (const { tokens } of files) starts.push((starts.at(-1) as number) + tokens);
    this.starts = starts;
    this.tokens = starts.at(-1) as number;
  }

  /** Ids [start, start + count) of the stream, in `into` from `at` on. */
  read(start: number, count: number, into: Uint32Array, at: number): void {
    let file = this.#fileOf(start);
    for (let done = 0; done < count; file++) {
      const from = start + done - (this.starts[file] as number);
      const some = Math.min(count - done, (this.files[file] as TokenFile).tokens - from);
      if (some > 0) readTokens(this.files[file] as TokenFile, from, some, into, at + done);
      done += some;
    }
  }

  close(): void {
    for (const { file } of this.files) file.close();
  }

  #fileOf(token: number): number {
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
