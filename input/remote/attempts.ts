// How often something that failed is tried again, and how long is waited before.

import { setTimeout } from 'node:timers/promises';

/** Before each new attempt. */
export const defaultPausesMs: readonly number[] = [100, 500, 1000, 2000, 4000, 8000, 16_000];
/** Attempts are counted anew after so many bytes, or a hundredth of a smaller transfer. */
const progressBytes = 1 << 20;
const maxPauseMs = 60_000;

/** A fault that may pass: an overloaded server, a broken connection. */
export class PassingFault extends Error {
  /** As the server asks for it. */
  readonly waitMs: number;

  constructor(message: string, waitMs = 0, cause?: unknown) {
    super(message, { cause });
    this.waitMs = waitMs;
  }
}

export class Attempts {
  #pausesMs: readonly number[];
  #made = 0;
  #progressBytes: number;
  #countedByte = 0;

  /** `totalBytes` of the transfer, where it is known. */
  constructor(
    pausesMs: readonly number[] = defaultPausesMs,
    totalBytes = Number.POSITIVE_INFINITY,
  ) {
    this.#pausesMs = pausesMs;
    this.#progressBytes = Math.max(1, Math.min(progressBytes, Math.floor(totalBytes / 100)));
  }

  /** The transfer has come to this byte, counted from where it began. */
  reach(byte: number): void {
    if (byte - this.#countedByte < this.#progressBytes) return;
    this.#countedByte = byte;
    this.#made = 0;
  }

  /** Waits; false, at once: there are no more attempts. Throws the signal's reason. */
  async wait(fault: unknown, signal: AbortSignal): Promise<boolean> {
    const pauseMs = this.#pausesMs[this.#made++];
    if (pauseMs === undefined) return false;
    const asked = fault instanceof PassingFault ? fault.waitMs : 0;
    const waitMs = Math.min(maxPauseMs, Math.max(pauseMs, asked));
    await setTimeout(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    return true;
  }
}
