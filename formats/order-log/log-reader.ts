// The lines of steps of a log by their number, parsed.

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { type JsonObject, parseObject } from '../../input/lines/json-text.ts';
import type { LogTable } from './log-source.ts';

/** Behind the JSON of a line: its checksum (log-line.ts). */
const checksumBytes = 18;

export class LogReader implements Disposable {
  readonly #table: LogTable;
  readonly #files = new Map<number, PositionedFile>();

  constructor(table: LogTable) {
    this.#table = table;
  }

  /** The line that holds a record of the consumed order; lines without records hold none. */
  lineOf(record: number): number {
    const { firstRecord, lines } = this.#table;
    let low = 0;
    let high = lines;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((firstRecord[middle] as number) <= record) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Its checksum was right when the log was scanned. Throws `source_damaged` where it has changed since. */
  read(line: number): JsonObject {
    const { rank, startByte, byteLength } = this.#table;
    const file = this.#open(rank[line] as number);
    const start = startByte[line] as number;
    const bytes = file.read(start, (byteLength[line] as number) - checksumBytes);
    return parseObject(`${bytes.toString('utf8')}}`, (fault) =>
      file.refuse(
        'source_damaged',
        `has changed at byte ${start} since it was scanned: it is ${fault}`,
        {
          byte: start,
        },
      ),
    );
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(rank: number): PositionedFile {
    const open = this.#files.get(rank);
    if (open !== undefined) return open;
    const place = this.#table.ranks[rank];
    if (place === undefined) throw new Error(`no rank ${rank}`);
    const file = new PositionedFile(place);
    this.#files.set(rank, file);
    return file;
  }
}
