// Damages files of an index, one byte or one cut at a time, and puts them right again.

import { closeSync, copyFileSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { IndexError } from '../../errors.ts';

/** Runs `look` with the byte at `at` turned into another one, by a mask that differs by place. */
export function withFlip<T>(path: string, original: Buffer, at: number, look: () => T): T {
  const mask = (Math.imul(at, 2654435761) >>> 24) | 1;
  putByte(path, at, (original[at] as number) ^ mask);
  try {
    return look();
  } finally {
    putByte(path, at, original[at] as number);
  }
}

function putByte(path: string, at: number, byte: number): void {
  const fd = openSync(path, 'r+');
  try {
    writeSync(fd, Uint8Array.of(byte), 0, 1, at);
  } finally {
    closeSync(fd);
  }
}

/** Runs `look` with the file cut, or filled up with zeros, to `length` bytes. */
export function withLength<T>(path: string, length: number, look: () => T): T {
  const whole = `${path}.whole`;
  copyFileSync(path, whole);
  const fd = openSync(path, 'r+');
  ftruncateSync(fd, length);
  closeSync(fd);
  try {
    return look();
  } finally {
    renameSync(whole, path);
  }
}

/**
 * What a query on a damaged index came to: 'same' answers or the code of a refusal.
 * Throws on what must never be: other answers, or an error that is not one of ours.
 */
export function outcomeOf(ask: () => unknown, expected: unknown, where: string): string {
  let got: unknown;
  try {
    got = ask();
  } catch (error) {
    const refusals = ['index_damaged', 'format_too_new', 'format_too_old', 'not_an_index'];
    if (error instanceof IndexError && refusals.includes(error.code)) return error.code;
    throw new Error(`damage at ${where} ended in another error`, { cause: error });
  }
  if (!isDeepStrictEqual(got, expected)) throw new Error(`damage at ${where} changed an answer`);
  return 'same';
}
