// Facts of each record of a segment: its length, where it was read, and its id.
//
//   record_ends      u32 a record: end of its symbols in the segment's text, its end symbol counted
//   record_runs      4 u32 a run of records from neighbouring lines of one source:
//                    first local record u32, source u32, line of the first u64
//   record_id_starts u32 a record and one more: where its id's bytes start
//   record_ids       the ids: a byte 1, then UTF-8; no byte at all for a record without an id
//
// The two id sections are there only if a record of the segment has an id.

import type { LocalRecord } from '../ids.ts';
import type { PageFile } from './page-file.ts';
import { WordList } from './word-list.ts';

const runWords = 4;

/** Where a record was read: line (1-based) of a text source, or element, row, ... of another. */
export interface Position {
  readonly source: number;
  readonly line: number;
}

const encoder = new TextEncoder();

/** Collects positions and ids while records come in. */
export class RecordTableBuilder {
  #runs = new WordList();
  #next: Position = { source: -1, line: -1 };
  #idBytes = new Uint8Array(1 << 16);
  #idLength = 0;
  #idStarts = new WordList();
  #records = 0;

  add(position: Position, id: string | null): void {
    this.#addPosition(position);
    if (this.#records++ === 0) this.#idStarts.push(0);
    if (id !== null) this.#addId(id);
    this.#idStarts.push(this.#idLength);
  }

  get runs(): Uint32Array {
    return this.#runs.words;
  }

  /** Bytes of all ids; below 2^32, which is its owner's to keep. */
  get idBytes(): number {
    return this.#idLength;
  }

  /** Undefined where no record has an id. */
  get ids(): { starts: Uint32Array; bytes: Uint8Array } | undefined {
    if (this.#idLength === 0) return undefined;
    return { starts: this.#idStarts.words, bytes: this.#idBytes.subarray(0, this.#idLength) };
  }

  #addPosition({ source, line }: Position): void {
    if (source !== this.#next.source || line !== this.#next.line) {
      this.#runs.push(this.#records);
      this.#runs.push(source);
      this.#runs.pushU64(line);
    }
    this.#next = { source, line: line + 1 };
  }

  #addId(id: string): void {
    const need = this.#idLength + 1 + id.length * 3;
    if (need > this.#idBytes.length) {
      const grown = new Uint8Array(Math.max(need, this.#idBytes.length * 2));
      grown.set(this.#idBytes);
      this.#idBytes = grown;
    }
    this.#idBytes[this.#idLength++] = 1;
    const { written } = encoder.encodeInto(id, this.#idBytes.subarray(this.#idLength));
    this.#idLength += written;
  }
}

export class RecordTable {
  readonly length: number;
  #file: PageFile;
  #ends: number;
  #runs: number;
  #runCount: number;
  #ids: { starts: number; bytes: number } | undefined;

  constructor(file: PageFile) {
    this.#file = file;
    const ends = file.section('record_ends');
    const runs = file.section('record_runs');
    this.#ends = ends.start / 4;
    this.length = ends.length / 4;
    this.#runs = runs.start / 4;
    this.#runCount = runs.length / 4 / runWords;
    if (file.footer.sections['record_ids'] !== undefined) {
      this.#ids = {
        starts: file.section('record_id_starts').start / 4,
        bytes: file.section('record_ids').start,
      };
    }
  }

  /** Number of tokens of a local record. */
  tokens(record: LocalRecord): number {
    const start = record === 0 ? 0 : this.#file.word(this.#ends + record - 1);
    return this.#file.word(this.#ends + record) - start - 1;
  }

  id(record: LocalRecord): string | null {
    if (this.#ids === undefined) return null;
    const start = this.#file.word(this.#ids.starts + record);
    const length = this.#file.word(this.#ids.starts + record + 1) - start;
    if (length === 0) return null;
    return this.#file.text(this.#ids.bytes + start + 1, length - 1);
  }

  position(record: LocalRecord): Position {
    let low = 0;
    let high = this.#runCount;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#file.word(this.#runs + middle * runWords) <= record) low = middle;
      else high = middle;
    }
    const at = this.#runs + low * runWords;
    const first = this.#file.word(at);
    return { source: this.#file.word(at + 1), line: this.#file.u64(at + 2) + record - first };
  }
}
