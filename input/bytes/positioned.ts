// What a reader by position asks of a file, wherever the file lies.

import { type ErrorCode, type ErrorDetails, IndexError } from '../../errors.ts';

export interface Positioned extends Disposable {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /**
   * Makes the bytes [start, end) ready, so that they can be read until the next call; what lies behind
   * them up to `until` may come along. undefined, at once: they are ready.
   */
  load(start: number, end: number, until: number): Promise<void> | undefined;
  /** The bytes [start, start + length); throws `source_truncated` where the file ends before. */
  read(start: number, length: number): Buffer;
  /** Fills `buffer` from `start` on; returns how much the file has of it. */
  readInto(buffer: Uint8Array, start: number): number;
  /** An error about this file: `found` goes on after its name. */
  refuse(code: ErrorCode, found: string, details?: ErrorDetails): IndexError;
  /** The same for `source_damaged`, which another error shows. */
  damaged(found: string, details: ErrorDetails, cause: unknown): IndexError;
  close(): void;
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
