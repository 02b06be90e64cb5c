// The log of events of one watch list: appended, synced, read from any position by any number of readers.
//
// The position of an event is its number, from 1 on; it never changes. An event is counted once it is
// synced, and only then may anybody read it. What a killed process left of its last write is cut off when
// the log is opened: nobody has read it. A broken line with a later write behind it is damage, and an error.

import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { IndexError } from '../errors.ts';
import { decodeLine, encodeLine, type LogEvent, type LoggedEvent } from './log-line.ts';

/** A handle of the file; tests let its operations fail. */
export type LogHandle = Pick<FileHandle, 'read' | 'appendFile' | 'datasync' | 'truncate' | 'close'>;

/** Opens the file for reading and appending; it is made where it is absent. */
export type OpenLog = (path: string) => Promise<LogHandle>;

/** Bytes that are read for a reader at a time, or one event. */
const maxReadBytes = 64 << 10;

const lineFeed = 0x0a;

export class EventLog {
  #handle: LogHandle;
  /** Where each event starts, and where the next one will. */
  #starts: number[];
  #waiting = new Set<() => void>();
  /** A write has failed: the file may hold more than is counted. */
  #isTorn = false;
  #isClosed = false;
  #writing: Promise<void> = Promise.resolve();

  private constructor(handle: LogHandle, starts: number[]) {
    this.#handle = handle;
    this.#starts = starts;
  }

  /** Opens a log and gives its events. Throws `watch_damaged`. */
  static async open(
    path: string,
    openLog: OpenLog = openFile,
  ): Promise<{ readonly log: EventLog; readonly events: readonly LoggedEvent[] }> {
    const handle = await openLog(path);
    try {
      const bytes = await readWhole(handle);
      const { events, starts } = decodeLog(bytes, path);
      const end = starts.at(-1) ?? 0;
      if (end < bytes.length) await handle.truncate(end);
      return { log: new EventLog(handle, starts), events };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Events that are synced. */
  get count(): number {
    return this.#starts.length - 1;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Adds events; they are durable when it resolves. Where it rejects none was added, and it may be tried
   * again. One call at a time.
   */
  async append(events: readonly LogEvent[]): Promise<void> {
    if (events.length === 0 || this.#isClosed) return;
    const written = this.#write(events);
    this.#writing = written.catch(() => {});
    await written;
    this.#wake();
  }

  /** Events behind the position `after`, in order: some of them, none where there is none yet. */
  async read(after: number): Promise<readonly LogEvent[]> {
    const from = this.#starts[after];
    if (from === undefined || after >= this.count || this.#isClosed) return [];
    const to = this.#endOfRead(after, from);
    const bytes = Buffer.allocUnsafe(to - from);
    const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, from);
    const lines = bytes.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
    return lines.map((line, i) => {
      const event = decodeLine(line);
      if (event !== undefined) return event;
      throw new IndexError(
        'watch_damaged',
        `event ${after + i + 1} of a watch list cannot be read any more: the file of its events was changed`,
      );
    });
  }

  /** Resolves once there are events behind `after`, the log is closed, or `ending` is called. */
  wait(after: number): { readonly woken: Promise<void>; readonly end: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => {
      this.#waiting.delete(wake);
      resolve();
    };
    if (this.count > after || this.#isClosed) resolve();
    else this.#waiting.add(wake);
    return { woken: promise, end: wake };
  }

  /** Wakes those who wait, lets a write end, and closes the file. May be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wake();
    await this.#writing;
    await this.#handle.close();
  }

  async #write(events: readonly LogEvent[]): Promise<void> {
    const end = this.#starts.at(-1) ?? 0;
    if (this.#isTorn) await this.#handle.truncate(end);
    this.#isTorn = true;
    const after = this.count;
    const lines = events.map((event) => Buffer.from(encodeLine({ ...event, after })));
    await this.#handle.appendFile(Buffer.concat(lines));
    await this.#handle.datasync();
    this.#isTorn = false;
    let start = end;
    for (const { length } of lines) {
      start += length;
      this.#starts.push(start);
    }
  }

  #endOfRead(after: number, from: number): number {
    const starts = this.#starts;
    let next = after + 1;
    while (next < this.count && (starts[next + 1] as number) - from <= maxReadBytes) next++;
    return starts[next] as number;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Opens a log of the file system; the name of a new one is made durable. */
export async function openFile(path: string): Promise<LogHandle> {
  const handle = await open(path, 'a+', 0o600);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return handle;
}

async function readWhole(handle: LogHandle): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const part = Buffer.allocUnsafe(1 << 20);
    const { bytesRead } = await handle.read(part, 0, part.length, at);
    if (bytesRead === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, bytesRead));
    at += bytesRead;
  }
}

interface DecodedLog {
  readonly events: LoggedEvent[];
  readonly starts: number[];
}

/** The events up to the first broken line. Throws `watch_damaged` where a later write follows it. */
function decodeLog(bytes: Buffer, path: string): DecodedLog {
  const events: LoggedEvent[] = [];
  const starts = [0];
  let isBroken = false;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start);
    if (end < 0) break;
    const event = decodeLine(bytes.toString('utf8', start, end));
    start = end + 1;
    isBroken ||= event === undefined || !follows(event, events);
    if (event === undefined) continue;
    if (isBroken) {
      // The write of the broken line was synced before the write of this one began.
      if (event.after > events.length) throw damagedLog(path, events.length);
      continue;
    }
    events.push(event);
    starts.push(start);
  }
  return { events, starts };
}

/** Whether the event belongs to the last write, or begins one. */
function follows({ after }: LoggedEvent, events: readonly LoggedEvent[]): boolean {
  return after === events.length || after === events.at(-1)?.after;
}

function damagedLog(path: string, whole: number): IndexError {
  return new IndexError(
    'watch_damaged',
    `${path}: the line behind event ${whole} is damaged, and events that may have been sent follow it. Restore the file from a copy, or delete the folder of the watch list and create it again: its consumers then get all events once more.`,
    { path, events: whole },
  );
}
