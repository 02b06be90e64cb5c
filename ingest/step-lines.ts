// A line with the records of a step in Rust, where it is plainly one. All other lines are left to
// decode-step.ts, the definition: whatever is taken here is what it would give.

import type { Addon } from '../native/addon.ts';
import { loadKernel } from '../native/kernel.ts';

/** What a line says, and its records as the lines that the indexer reads. */
export interface StepLines {
  readonly run: string;
  readonly step: number;
  /** How many; a step may have consumed none. */
  readonly records: number;
  /** JSON lines of step, id and text. */
  readonly lines: Uint8Array;
}

interface StepAddon extends Addon {
  /** Writes the lines and the words of `callWords`; false: the line is left, or there is no room. */
  readStepLine(bytes: Uint8Array, lines: Uint8Array, call: Uint32Array): boolean;
}

/** Words of the array that carries the numbers of a call; native/src/node/verbs.rs has the same order. */
const callWords = 6;
/** The first of them, before the call. */
const maxRecordWord = 0;
const most = 2 ** 32 - 1;
/** What a longer line needs is not kept for the next. */
const maxKeptBytes = 8 << 20;

const call = new Uint32Array(callWords);

/** Where lines are written before it is known how long they are. */
let kept = Buffer.alloc(0);

/** A record's line has its step, which the line of the step has once: of short records it is much. */
function takeRoom(bytes: number): Buffer {
  const needed = Math.max(Math.ceil(1.5 * bytes), Math.min(4 * bytes, 1 << 20)) + 4096;
  if (needed <= kept.length) return kept;
  const room = Buffer.allocUnsafeSlow(needed);
  if (needed <= maxKeptBytes) kept = room;
  return room;
}

/** Of UTF-8 without a line feed. Undefined: it is left, or a record's line has more than `maxRecordBytes`. */
export function readStepLines(bytes: Buffer, maxRecordBytes: number): StepLines | undefined {
  const { addon } = loadKernel();
  if (addon === undefined || bytes.length > most / 2) return undefined;
  const room = takeRoom(bytes.length);
  call[maxRecordWord] = Math.min(maxRecordBytes, most);
  if (!(addon as StepAddon).readStepLine(bytes, room, call)) return undefined;
  const [start, end, low = 0, high = 0, records = 0, written = 0] = call;
  return {
    run: bytes.toString('utf8', start, end),
    step: high * 2 ** 32 + low,
    records,
    lines: Uint8Array.prototype.slice.call(room, 0, written),
  };
}
