// Progress as lines, where stderr is not a terminal: the log of a job that nobody watches.
//
// A line about every ten seconds, each with its line feed and without escape codes. A command that
// takes less time prints none.

import { formatStep } from '../../errors/format-step.ts';

/** How far a command has come. */
export interface JobState {
  /** Of what: "12,345 records". */
  readonly amount: string;
  /** From 0 to 1; undefined: not known. */
  readonly done?: number | undefined;
  readonly step?: number | undefined;
  /** Text read so far. */
  readonly bytes?: number;
}

interface JobLogOptions {
  /** What the command is doing: "indexing". */
  readonly doing: string;
  readonly write: (line: string) => void;
  readonly everyMs?: number;
  readonly now?: () => number;
}

const defaultEveryMs = 10_000;

export class JobLog implements Disposable {
  #doing: string;
  #write: (line: string) => void;
  #everyMs: number;
  #now: () => number;
  #startedMs: number;
  #saidMs: number;
  #state: JobState | undefined;
  #timer: NodeJS.Timeout;

  constructor({
    doing,
    write,
    everyMs = defaultEveryMs,
    now = performance.now.bind(performance),
  }: JobLogOptions) {
    this.#doing = doing;
    this.#write = write;
    this.#everyMs = everyMs;
    this.#now = now;
    this.#startedMs = now();
    this.#saidMs = this.#startedMs;
    // While workers sort, nothing else happens here.
    this.#timer = setInterval(() => this.#sayIfDue(), everyMs);
    this.#timer.unref();
  }

  /** The newest state; a line of it where one is due. */
  update(state: JobState): void {
    this.#state = state;
    this.#sayIfDue();
  }

  /** A line of its own, in a job that has taken so long that it has a log. */
  say(text: string): void {
    if (this.#now() - this.#startedMs >= this.#everyMs) this.#write(`firstseen: ${text}\n`);
  }

  #sayIfDue(): void {
    const nowMs = this.#now();
    if (this.#state === undefined || nowMs - this.#saidMs < this.#everyMs) return;
    this.#saidMs = nowMs;
    const text = formatJob(this.#state, (nowMs - this.#startedMs) / 1000);
    this.#write(`firstseen: ${this.#doing} ${text}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** The state after so many seconds: "41% 12,345 records, step 24,113, 36.2 MB/s, 1m 20s left". */
export function formatJob({ amount, done, step, bytes }: JobState, seconds: number): string {
  const parts = [done === undefined ? amount : `${Math.floor(done * 100)}% ${amount}`];
  if (step !== undefined) parts.push(`step ${formatStep(step)}`);
  if (bytes !== undefined) parts.push(`${(bytes / seconds / 1e6).toFixed(1)} MB/s`);
  if (done !== undefined && done > 0) {
    parts.push(`${formatSeconds((seconds * (1 - done)) / done)} left`);
  }
  return parts.join(', ');
}

/** 80 -> 1m 20s; 8000 -> 2h 13m */
function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m ${whole % 60}s` : `${whole}s`;
}
