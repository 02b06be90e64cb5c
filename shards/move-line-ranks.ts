// Lines of records of a shard -> the same lines with the ranks of the whole.
//
// A line begins with its step and its rank (exposure/records/record-lines.ts), and may be long: only its head
// is held, and the rest goes through as it came.

import { IndexError } from '../errors.ts';
import { moveRank } from './merge-answers.ts';
import type { PlacedShard } from './shard.ts';

const lineFeed = 0x0a;
/** Bytes within which the rank of a line ends: two numbers of 16 digits and their names. */
const headBytes = 64;
const head = /^(\{"step":\d+,"rank":)(\d+)[,}]/;

export class LineRanks {
  /** Lines that have ended. */
  lines = 0;
  #shard: PlacedShard;
  /** The beginning of a line whose rank is not there yet; undefined: it has been written. */
  #head: Buffer | undefined = Buffer.alloc(0);

  constructor(shard: PlacedShard) {
    this.#shard = shard;
  }

  /** Throws `shards_mismatch` for a line that does not begin as expected. */
  move(chunk: Buffer): Buffer {
    const moved: Buffer[] = [];
    for (let start = 0; start < chunk.length; ) {
      const found = chunk.indexOf(lineFeed, start);
      const end = found < 0 ? chunk.length : found + 1;
      this.#moveLine(chunk.subarray(start, end), moved);
      if (found >= 0) {
        if (this.#head !== undefined) throw this.#wrongLine();
        this.#head = Buffer.alloc(0);
        this.lines++;
      }
      start = end;
    }
    return Buffer.concat(moved);
  }

  /** Throws where the last line has no end. */
  end(): void {
    if (this.#head?.length !== 0) throw this.#wrongLine();
  }

  /** A part of one line. */
  #moveLine(part: Buffer, moved: Buffer[]): void {
    if (this.#head === undefined) {
      moved.push(part);
      return;
    }
    const held = Buffer.concat([this.#head, part]);
    this.#head = held;
    const [all, before = '', rank = ''] = head.exec(held.toString('latin1', 0, headBytes)) ?? [];
    if (all === undefined) {
      if (held.length >= headBytes) throw this.#wrongLine();
      return;
    }
    const place = moveRank(Number(rank), this.#shard);
    moved.push(Buffer.from(`${before}${place}`), held.subarray(all.length - 1));
    this.#head = undefined;
  }

  #wrongLine(): IndexError {
    const { name } = this.#shard;
    return new IndexError(
      'shards_mismatch',
      `the shard ${name} answers with lines that are not of records: expected a step and a rank in each. Run the same version of firstseen for all shards.`,
      { shard: name },
    );
  }
}
