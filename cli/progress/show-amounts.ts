// The progress of commands that have an amount to get through: phrases, sets, bytes or samples.
//
// The views leave no trace of their bar once they are disposed of, which may be done twice.

import { formatBytes, formatCount } from '../show/format-amounts.ts';
import { ProgressLine } from './progress-line.ts';

interface CountProgress extends Disposable {
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** `doing` "asking" and `unit` "phrases", such as "asking 5 of 7 phrases". */
export function showCountProgress(
  quiet: boolean,
  { doing, unit }: { readonly doing: string; readonly unit: string },
): CountProgress {
  const format = `${doing} {bar} {value} of {total} ${unit}`;
  const line = new ProgressLine({ quiet, doing, format });
  return {
    onProgress: ({ done, total }) => {
      const amount = `${formatCount(done)} of ${formatCount(total)} ${unit}`;
      line.update({ amount, done: done / Math.max(1, total) }, { value: done, total });
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

interface ReadingProgress extends Disposable {
  readonly onProgress: (progress: {
    readonly readBytes: number;
    readonly totalBytes: number;
  }) => void;
}

/** Bytes of results read so far; its time begins with the first of them. */
export function showReadingProgress(quiet: boolean): ReadingProgress {
  const format = 'reading results {bar} {percentage}% {amount}, {eta_formatted} left';
  let line: ProgressLine | undefined;
  return {
    onProgress: ({ readBytes: bytes, totalBytes: total }) => {
      const amount = `${formatBytes(bytes)} of ${formatBytes(total)}`;
      const state = { amount, done: bytes / Math.max(1, total), bytes };
      line ??= new ProgressLine({ quiet, doing: 'reading results', format });
      line.update(state, { value: bytes, total, fields: { amount } });
    },
    [Symbol.dispose]: () => line?.[Symbol.dispose](),
  };
}

interface CheckProgress extends Disposable {
  readonly onProgress: (progress: { readonly bytes: number; readonly totalBytes: number }) => void;
}

/** Bytes checked so far, as lines of a log. */
export function showCheckProgress(quiet: boolean): CheckProgress {
  const line = new ProgressLine({ quiet, doing: 'checking' });
  return {
    onProgress: ({ bytes, totalBytes }) => {
      const amount = `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
      line.update({ amount, done: bytes / Math.max(1, totalBytes), bytes });
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

interface SamplingProgress extends Disposable {
  /** So much more of `total` is done; `place` says where, such as a set and a step. */
  readonly advance: (place: string, amount?: number) => void;
}

/** Of a command over arrays; `total` is in any unit. */
export function showSampling(total: number, quiet: boolean): SamplingProgress {
  const format = 'computing {bar} {percentage}% {place}, {eta_formatted} left';
  const line = new ProgressLine({ quiet, doing: 'computing', format });
  let value = 0;
  return {
    advance: (place, amount = 1) => {
      value += amount;
      const state = { amount: place, done: value / Math.max(1, total) };
      line.update(state, { value, total, fields: { place } });
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}
