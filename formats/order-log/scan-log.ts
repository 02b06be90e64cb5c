// One pass over the log of a rank: where the lines of its steps stand, but for those that were undone.
//
// Every line is checked. A last line without its end is torn: it is left out and counted. Any other bad
// line is an error.

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { type JsonObject, parseObject } from '../../input/lines/json-text.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import {
  checkLine,
  describeStep,
  endsAsLine,
  isCount,
  type LogKind,
  logName,
  logVersion,
} from './log-line.ts';

/** Lines of steps that count, in order: numbers of each. */
export interface LoggedLines {
  readonly steps: number[];
  readonly startBytes: number[];
  readonly lengths: number[];
  readonly records: number[];
}

export interface LostSteps {
  readonly first: number;
  readonly last: number;
  readonly reason: string;
}

export interface LogScan {
  readonly file: NamedPath & { readonly sizeBytes: number };
  readonly run: string;
  readonly rank: number;
  readonly worldSize: number;
  /** Undefined: no step says a record. */
  readonly kind: LogKind | undefined;
  readonly lines: LoggedLines;
  /** Names of the files that rows are of, by number. */
  readonly files: ReadonlyMap<number, string>;
  readonly lost: readonly LostSteps[];
  /** Bytes of a torn last line; 0: the last line is whole. */
  readonly tornBytes: number;
}

/** Reads so much at once. */
const windowBytes = 1 << 20;

/** Throws `source_damaged` with line and byte, and what opening the file throws. */
export function scanLog(path: NamedPath, signal?: AbortSignal): LogScan {
  using file = new PositionedFile(path);
  const log = new ScannedLog(file);
  let rest: Buffer = Buffer.alloc(0);
  for (let at = 0; at < file.sizeBytes; at += windowBytes) {
    signal?.throwIfAborted();
    const window = file.read(at, Math.min(windowBytes, file.sizeBytes - at));
    const bytes = rest.length === 0 ? window : Buffer.concat([rest, window]);
    let start = 0;
    for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, start)) {
      log.take(bytes.subarray(start, feed));
      start = feed + 1;
    }
    rest = bytes.subarray(start);
  }
  return log.end(rest.length);
}

class ScannedLog {
  readonly #file: PositionedFile;
  #header: Pick<LogScan, 'run' | 'rank' | 'worldSize'> | undefined;
  #kind: LogKind | undefined;
  #lines: LoggedLines = { steps: [], startBytes: [], lengths: [], records: [] };
  #files = new Map<number, string>();
  #lost: LostSteps[] = [];
  #crc = 0;
  #line = 0;
  #byte = 0;
  /** Where the first line stands that is torn; a whole one may not follow. */
  #torn: { readonly line: number; readonly byte: number } | undefined;

  constructor(file: PositionedFile) {
    this.#file = file;
  }

  /** The next line, without its line feed. */
  take(bytes: Buffer): void {
    this.#line++;
    const startByte = this.#byte;
    this.#byte += bytes.length + 1;
    const place = { line: this.#line, byte: startByte };
    const checked = this.#torn === undefined ? checkLine(bytes, this.#crc) : undefined;
    if (checked === undefined) {
      this.#torn ??= place;
      if (!endsAsLine(bytes)) return;
      const found = 'has changed, or a line before it is missing';
      throw this.#refuse(this.#torn, `${found}: restore the file`);
    }
    this.#crc = checked.crc;
    const value = parseObject(checked.json, (fault) => this.#refuse(place, `is ${fault}`));
    if (this.#header === undefined) this.#header = this.#readHeader(value);
    else if (!this.#read(value, startByte, bytes.length)) {
      throw this.#refuse(place, 'is not a line of an order log of this version');
    }
  }

  end(restBytes: number): LogScan {
    const { name, path, sizeBytes } = this.#file;
    const tornByte = this.#torn?.byte ?? sizeBytes - restBytes;
    if (this.#header === undefined) throw this.#noHeader();
    return {
      file: { name, path, sizeBytes },
      ...this.#header,
      kind: this.#kind,
      lines: this.#lines,
      files: this.#files,
      lost: this.#lost,
      tornBytes: sizeBytes - tornByte,
    };
  }

  #readHeader(value: JsonObject) {
    const { format, version, run, rank, world_size: worldSize } = value;
    if (format !== logName) throw this.#noHeader();
    if (version !== logVersion) {
      const found = `is an order log of version ${JSON.stringify(version)}: expected ${logVersion}`;
      throw this.#file.refuse('source_damaged', `${found}; a newer firstseen reads it`, {
        line: 1,
      });
    }
    if (typeof run === 'string' && isCount(rank) && isCount(worldSize, 1) && rank < worldSize) {
      return { run, rank, worldSize };
    }
    const expected = 'expected a run, and a rank below its world_size';
    throw this.#refuse({ line: 1, byte: 0 }, `is not the first one of an order log: ${expected}`);
  }

  #noHeader() {
    const expected = `expected a first line with the format ${logName} and its checksum`;
    return this.#file.refuse('source_damaged', `is not an order log: ${expected}`, { line: 1 });
  }

  /** False: no line of a log says this. */
  #read(value: JsonObject, startByte: number, length: number): boolean {
    const { step, rewind, file, name, lost, reason } = value;
    if (step !== undefined) return this.#readStep(value, startByte, length);
    if (rewind !== undefined) return isCount(rewind) && this.#undo(rewind);
    if (file !== undefined) {
      if (!isCount(file) || typeof name !== 'string' || this.#files.has(file)) return false;
      this.#files.set(file, name);
      return true;
    }
    if (lost !== undefined) {
      const [first, last] = Array.isArray(lost) ? lost : [];
      if (!isCount(first) || !isCount(last, first)) return false;
      this.#lost.push({ first, last, reason: typeof reason === 'string' ? reason : '' });
      return true;
    }
    return 'open' in value || 'close' in value;
  }

  #readStep(value: JsonObject, startByte: number, length: number): boolean {
    const { step } = value;
    const said = describeStep(value);
    if (!isCount(step, 1) || said === undefined) return false;
    const { steps, startBytes, lengths, records } = this.#lines;
    if (step < (steps.at(-1) ?? 0)) return false;
    if (said.records > 0) {
      this.#kind ??= said.kind;
      if (this.#kind !== said.kind) {
        const place = { line: this.#line, byte: startByte };
        const found = `says its records as ${said.kind}, and a line before it as ${this.#kind}`;
        throw this.#refuse(place, `${found}: expected one way in a log`);
      }
    }
    steps.push(step);
    startBytes.push(startByte);
    lengths.push(length);
    records.push(said.records);
    return true;
  }

  #undo(last: number): true {
    const { steps, startBytes, lengths, records } = this.#lines;
    let kept = steps.length;
    while (kept > 0 && (steps[kept - 1] as number) > last) kept--;
    for (const numbers of [steps, startBytes, lengths, records]) numbers.length = kept;
    this.#lost = this.#lost
      .filter(({ first }) => first <= last)
      .map((one) => ({ ...one, last: Math.min(one.last, last) }));
    return true;
  }

  #refuse({ line, byte }: { readonly line: number; readonly byte: number }, found: string) {
    const place = `line ${line} (byte ${byte})`;
    return this.#file.refuse('source_damaged', `has a bad line: ${place} ${found}`, { line, byte });
  }
}
