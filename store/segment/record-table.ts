// Where each record of a segment was read, and its id.
//
//   record_runs      4 u32 a run of records from neighbouring lines of one source:
//                    first local record u32, place of the source in the segment's list u32, line of
//                    the first u64
//   record_id_starts u32 a record and one more: where its id's bytes start
//   record_ids       the ids: a byte 1, then UTF-8; no byte at all for a record without an id
//
// The two id sections are there only if a record of the segment has an id.

import type { Utf8Text } from '../../text/utf8-text.ts';
import type { LocalRecord } from '../ids.ts';
import { CopiedIdReader } from './copied-ids.ts';
import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import type { CopyIds, IdPlaces } from './phrase-search.ts';
import { WordList } from './word-list.ts';

const runWords = 4;

/** Fewer ids are read one by one. */
const minTogether = 8;

/** Ids that are copied together, and room for them. V8 may keep all of them as long as one: they are few. */
const idsAtOnce = 64;
const roomBytes = 4096;

/** Where a record was read: line (1-based) of a text source, or element, row, ... of another. */
export interface Position {
  readonly source: number;
  readonly line: number;
}

/** Undefined where no record has an id. */
export function findIds(file: PageFile): IdPlaces | undefined {
  const starts = file.findSection('record_id_starts');
  return starts === undefined ? undefined : { starts, bytes: file.section('record_ids').start };
}

const [wanted, ends] = [new Uint32Array(idsAtOnce), new Uint32Array(idsAtOnce)];
const room = Buffer.allocUnsafeSlow(roomBytes);

const encoder = new TextEncoder();

/** Collects positions and ids while records come in. */
export class RecordTableBuilder {
  #runs = new WordList();
  #sources: number[] = [];
  /** Of each source its place in the list: to search the list would take n^2 steps for n sources. */
  #places = new Map<number, number>();
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

  /** The same with an id that is UTF-8; undefined: none. */
  addUtf8(position: Position, id: Utf8Text | undefined): void {
    this.#addPosition(position);
    if (this.#records++ === 0) this.#idStarts.push(0);
    if (id !== undefined) this.#addIdBytes(id);
    this.#idStarts.push(this.#idLength);
  }

  get runs(): Uint32Array {
    return this.#runs.words;
  }

  /** Ids of the sources, which the runs name by their places in this list. */
  get sources(): readonly number[] {
    return this.#sources;
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
      this.#runs.push(this.#placeSource(source));
      this.#runs.pushU64(line);
    }
    this.#next = { source, line: line + 1 };
  }

  #placeSource(source: number): number {
    let place = this.#places.get(source);
    if (place === undefined) {
      place = this.#sources.push(source) - 1;
      this.#places.set(source, place);
    }
    return place;
  }

  #addId(id: string): void {
    this.#reserve(1 + id.length * 3);
    this.#idBytes[this.#idLength++] = 1;
    const { written } = encoder.encodeInto(id, this.#idBytes.subarray(this.#idLength));
    this.#idLength += written;
  }

  #addIdBytes({ bytes, start, end }: Utf8Text): void {
    this.#reserve(1 + end - start);
    const ids = this.#idBytes;
    let at = this.#idLength;
    ids[at++] = 1;
    // One by one: most ids are shorter than a view of them takes to make.
    for (let from = start; from < end; from++) ids[at++] = bytes[from] as number;
    this.#idLength = at;
  }

  #reserve(bytes: number): void {
    const need = this.#idLength + bytes;
    if (need <= this.#idBytes.length) return;
    const grown = new Uint8Array(Math.max(need, this.#idBytes.length * 2));
    grown.set(this.#idBytes);
    this.#idBytes = grown;
  }
}

export class RecordTable {
  #file: PageFile;
  #sources: readonly number[];
  #runs: number;
  #runCount: number;
  #ids: IdPlaces | undefined;
  #copyIds: CopyIds | undefined;

  /**
   * `sources`: ids of the segment's sources, as its catalogue row lists them. `copyIds`: where the file
   * is mapped.
   */
  constructor(file: PageFile, sources: readonly number[], copyIds?: CopyIds) {
    this.#file = file;
    this.#sources = sources;
    const runs = file.section('record_runs');
    this.#runs = runs.start / 4;
    this.#runCount = runs.length / 4 / runWords;
    this.#ids = findIds(file);
    this.#copyIds = copyIds;
  }

  id(record: LocalRecord): string | null {
    if (this.#ids === undefined) return null;
    const start = this.#file.word(this.#ids.starts + record);
    const length = this.#file.word(this.#ids.starts + record + 1) - start;
    if (length === 0) return null;
    return this.#file.text(this.#ids.bytes + start + 1, length - 1);
  }

  /** The ids of records, in the order of the records. */
  ids(records: readonly LocalRecord[]): (string | null)[] {
    const copyIds = this.#copyIds;
    if (this.#ids === undefined || copyIds === undefined || records.length < minTogether) {
      return records.map((record) => this.id(record));
    }
    const ids: (string | null)[] = [];
    for (let from = 0; from < records.length; from += idsAtOnce) {
      const count = Math.min(idsAtOnce, records.length - from);
      for (let i = 0; i < count; i++) wanted[i] = records[from + i] as number;
      const areAscii = copyIds(count, { records: wanted, ends, room });
      const copied = new CopiedIdReader({ ends, room, areAscii }, count);
      for (let i = 0; i < count; i++) ids.push(copied.read(i) ?? this.id(wanted[i] as number));
    }
    return ids;
  }

  /** Records from neighbouring lines of one source. */
  get runCount(): number {
    return this.#runCount;
  }

  /** The first record of a run, and where it was read. */
  run(run: number): { readonly first: LocalRecord; readonly position: Position } {
    const first = this.#file.word(this.#runs + run * runWords);
    return { first, position: this.#positionIn(run, first) };
  }

  position(record: LocalRecord): Position {
    let low = 0;
    let high = this.#runCount;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#file.word(this.#runs + middle * runWords) <= record) low = middle;
      else high = middle;
    }
    return this.#positionIn(low, record);
  }

  #positionIn(run: number, record: LocalRecord): Position {
    const at = this.#runs + run * runWords;
    const first = this.#file.word(at);
    const source = this.#sources[this.#file.word(at + 1)];
    if (source === undefined) {
      const found = `record ${record} is of none of the segment's ${this.#sources.length} sources`;
      throw damaged(this.#file.path, 'record_runs', found);
    }
    return { source, line: this.#file.u64(at + 2) + record - first };
  }
}
