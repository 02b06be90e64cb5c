// What a reader by position asks of a file, wherever the file lies.

import { type ErrorCode, type ErrorDetails, IndexError } from '../../errors.ts';

export abstract class Positioned implements Disposable {
  abstract readonly name: string;
  abstract readonly path: string;
  abstract readonly sizeBytes: number;
  /**
   * Makes the bytes [start, end) ready, so that they can be read until the next call; what lies behind
   * them up to `until` may come along. undefined, at once: they are ready.
   */
  abstract load(start: number, end: number, until: number): Promise<void> | undefined;
  /** Fills `buffer` from `start` on; returns how much the file has of it. */
  abstract readInto(buffer: Uint8Array, start: number): number;
  abstract close(): void;

  /** The bytes [start, start + length); throws `source_truncated` where the file ends before. */
  read(start: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafeSlow(length);
    const got = this.readInto(buffer, start);
    if (got < length) throw endsEarly(this.name, start + got, start + length);
    return buffer;
  }

  /** An error about this file: `found` goes on after its name. */
  refuse(code: ErrorCode, found: string, details: ErrorDetails = {}): IndexError {
    return fileError(this.name, { code, found, details });
  }

  /** The same for `source_damaged`, which another error shows. */
  damaged(found: string, details: ErrorDetails, cause: unknown): IndexError {
    return fileError(this.name, { code: 'source_damaged', found, details, cause });
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export function fileError(
  name: string,
  { code, found, details = {}, cause }: FileFault,
): IndexError {
  return new IndexError(code, `${name} ${found}`, { file: name, ...details }, cause);
}

interface FileFault {
  readonly code: ErrorCode;
  readonly found: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/** The error of a file that ends before it should. */
export function endsEarly(name: string, byte: number, expected: number): IndexError {
  const found = `ends at byte ${byte}, and was to be read up to byte ${expected}: it is cut short, copy or write it again`;
  return fileError(name, { code: 'source_truncated', found, details: { byte } });
}
