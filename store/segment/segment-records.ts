// The records of a segment that a formula does not exclude, in batches: by the kernel where the file is
// mapped, else by its twin.
//
// The kernel reads checked pages only and names those that it lacks. They are checked here, and the walk
// goes on where it stopped. The first batches are small, as the first record may be all that is wanted.
// A batch is in memory that the next one overwrites: fresh memory would cost more than the walk.

import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import { pageWords } from './page-format.ts';
import {
  type PhraseSearch,
  queryHead,
  queryNumbers,
  type RecordRoom,
  recordCall,
  type SearchMemory,
} from './phrase-search.ts';
import type { PlainQuery } from './plain-query.ts';
import type { RankWavelet } from './rank-wavelet.ts';
import type { RecordBatch, RecordFormula, RecordRange } from './record-formula.ts';
import { walkFormula } from './walk-formula.ts';

/** Records of the first batch, for which nodes of the wavelet are divided one by one. */
const firstBatch = 4;
/** Rows that bound a formula, for whose records no node is divided: all of them are the first batch. */
const few = 64;
/** Records of the next ones and of all behind them, for which a level is divided together. */
const batches = [64, 1024, 16_384] as const;
/** Intervals of such a level: a few tenths of a millisecond. */
const maxWidth = 16_384;
/** Intervals that the kernel divides in a call: one or two milliseconds. */
const budget = 50_000;
const maxPages = 1024;

type WholeRange = Required<RecordRange>;
type RecordWalk = Generator<RecordBatch | undefined, void, undefined>;

interface MappedWalk {
  readonly formula: RecordFormula;
  readonly range: WholeRange;
}

interface NumberedWalk extends MappedWalk {
  readonly walk: number;
}

/** The first records of a query. */
export interface StartedQuery {
  /** In order; none where all come behind, or there is none. */
  readonly records: Uint32Array;
  /** Gives those behind them; undefined: there is none. */
  readonly rest: RecordWalk | undefined;
}

/** Room for a first batch. */
export function makeFirstRoom(): RecordRoom {
  return {
    records: new Uint32Array(few),
    certain: new Uint8Array(few),
    pages: new Uint32Array(maxPages),
  };
}

const encoder = new TextEncoder();
const noRecords = new Uint32Array(0);

/** The walks for records in one mapped file. */
export class MappedRecords {
  #file: PageFile;
  #search: PhraseSearch;
  #memory: Pick<SearchMemory, 'phrase' | 'query'>;
  #walks = 0;
  /** The last one that has made a call. */
  #begun = 0;
  #first: RecordRoom;
  /** Rooms for the batches behind the first one that no walk uses. */
  #rooms: (readonly RecordRoom[])[] = [];
  #call = new Uint32Array(Object.keys(recordCall).length);
  #pages: Uint32Array;

  /** `memory` is that of the search. */
  constructor(
    file: PageFile,
    search: PhraseSearch,
    { phrase, query, room }: Pick<SearchMemory, 'phrase' | 'query' | 'room'>,
  ) {
    this.#file = file;
    this.#search = search;
    this.#memory = { phrase, query };
    this.#first = room;
    this.#pages = room.pages;
  }

  /** By the kernel: batches, each until the next one, and `undefined` where a caller can pause. */
  walk(wanted: MappedWalk): RecordWalk {
    return this.#walkLeft({ ...wanted, walk: this.#nextWalk() }, 0);
  }

  /** Undefined where the query needs a page that has not been checked. */
  start(query: PlainQuery, range: WholeRange): StartedQuery | undefined {
    const walk = this.#nextWalk();
    const numbers = this.#memory.query;
    const { ends, operations } = query;
    const [widest, most] = range.wantsAll ? [maxWidth, few] : [0, firstBatch];
    writeCall(numbers, { range, walk, widest, most, isFirst: true });
    this.#begun = walk;
    numbers[queryNumbers.phrases] = ends.length;
    numbers[queryNumbers.operations] = operations.length;
    for (let i = 0; i < ends.length; i++) numbers[queryHead + i] = ends[i] as number;
    const first = queryHead + 3 * ends.length;
    for (let i = 0; i < operations.length; i++) numbers[first + i] = operations[i] as number;
    this.#search.findQuery(encoder.encodeInto(query.text, this.#memory.phrase).written);
    const found = numbers[queryNumbers.records] as number;
    if (numbers[queryNumbers.isLeft] === 1) return undefined;
    if ((numbers[queryNumbers.pages] as number) > 0 && found === 0) return undefined;
    const records = found === 0 ? noRecords : this.#first.records.slice(0, found);
    const start = numbers[queryNumbers.start] as number;
    const end = numbers[queryNumbers.end] as number;
    if (start >= end) return { records, rest: undefined };
    const formula = formulaOf(numbers, ends.length, first);
    const wanted = { formula, range: { ...range, start, end }, walk };
    return { records, rest: this.#walkLeft(wanted, found) };
  }

  /** After so many records. */
  #walkLeft(wanted: NumberedWalk, found: number): RecordWalk {
    const isFirst = found === 0 && !wanted.range.wantsAll;
    return isFirst ? this.#walkFirst(wanted) : this.#walkOn(wanted);
  }

  #nextWalk(): number {
    this.#walks = (this.#walks + 1) >>> 0;
    return this.#walks;
  }

  *#walkFirst(wanted: NumberedWalk): RecordWalk {
    const { walk } = wanted;
    let { range } = wanted;
    while (range.start < range.end) {
      const found = this.#find({ ...wanted, range, walk }, this.#first);
      range = this.#left(range);
      if (found === 0) {
        yield undefined;
        continue;
      }
      // Another walk may use this room before this one goes on.
      const { records, certain } = this.#first;
      yield { records: records.slice(0, found), certain: certain.slice(0, found) };
      break;
    }
    if (range.start < range.end) yield* this.#walkOn({ ...wanted, range, walk });
  }

  *#walkOn(wanted: NumberedWalk): RecordWalk {
    const rooms = this.#rooms.pop() ?? this.#makeRooms(batches);
    try {
      let { range } = wanted;
      for (let batch = 0; range.start < range.end; ) {
        const room = rooms[batch] as RecordRoom;
        const found = this.#find({ ...wanted, range }, room);
        range = this.#left(range);
        if (found === 0) {
          yield undefined;
          continue;
        }
        const { records, certain } = room;
        yield { records: records.subarray(0, found), certain: certain.subarray(0, found) };
        batch = Math.min(batches.length - 1, batch + 1);
      }
    } finally {
      this.#rooms.push(rooms);
    }
  }

  /** How many records the next call finds; checks the pages that it lacks. */
  #find({ formula, range, walk }: NumberedWalk, room: RecordRoom): number {
    const call = this.#call;
    const [widest, most] = room === this.#first ? [0, firstBatch] : [maxWidth, room.records.length];
    writeCall(call, { range, walk, widest, most, isFirst: walk > this.#begun });
    this.#begun = Math.max(walk, this.#begun);
    this.#search.findRecords(formula, call, room);
    const lacking = call[recordCall.pages] as number;
    if (lacking > 0) checkPages(this.#file, this.#pages.subarray(0, lacking));
    return call[recordCall.records] as number;
  }

  /** What the last call has left. */
  #left(range: WholeRange): WholeRange {
    const [start = 0, end = 0] = this.#call;
    return { ...range, start, end };
  }

  #makeRooms(sizes: readonly number[]): RecordRoom[] {
    const most = Math.max(...sizes);
    const [records, certain] = [new Uint32Array(most), new Uint8Array(most)];
    const pages = this.#pages;
    return sizes.map((size) => {
      return { records: records.subarray(0, size), certain: certain.subarray(0, size), pages };
    });
  }
}

interface CallNumbers {
  readonly range: WholeRange;
  readonly walk: number;
  readonly widest: number;
  readonly most: number;
  readonly isFirst: boolean;
}

function writeCall(call: Uint32Array, numbers: CallNumbers): void {
  const { range, walk, widest, most, isFirst } = numbers;
  call[recordCall.start] = range.start;
  call[recordCall.end] = range.end;
  call[recordCall.falling] = Number(range.descending);
  call[recordCall.budget] = budget;
  call[recordCall.walk] = walk;
  call[recordCall.widest] = widest;
  call[recordCall.most] = most;
  call[recordCall.few] = few;
  call[recordCall.isFirst] = Number(isFirst);
}

/** Of a query that the kernel has found the rows of; its operations begin at `first`. */
function formulaOf(numbers: Uint32Array, leaves: number, first: number): RecordFormula {
  return {
    operations: numbers.slice(first, first + (numbers[queryNumbers.operations] as number)),
    ends: Uint32Array.from({ length: leaves }, (_, i) => i + 1),
    rows: numbers.slice(queryHead + leaves, first),
  };
}

/** Throws `index_damaged` for a page that is damaged, or is not to be read by the walk. */
function checkPages(file: PageFile, pages: Uint32Array): void {
  const isNew = pages.some((page) => file.loaded[page] === 0);
  if (!isNew) throw damaged(file.path, 'ranks', 'a level leads out of its pages');
  for (const page of pages) file.locate(page * pageWords);
}

/** By the twin: the same. */
export function* walkPages(
  ranks: RankWavelet,
  formula: RecordFormula,
  range: WholeRange,
): RecordWalk {
  const sizes = [firstBatch, ...batches];
  let size = firstBatch;
  let records: number[] = [];
  let certain: number[] = [];
  for (const found of walkFormula(ranks, formula, range)) {
    if (found !== undefined) {
      records.push(found.record);
      certain.push(found.certain);
      if (records.length < size) continue;
      size = sizes.find((next) => next > size) ?? size;
    }
    if (records.length === 0) yield undefined;
    else yield { records: Uint32Array.from(records), certain: Uint8Array.from(certain) };
    records = [];
    certain = [];
  }
  if (records.length > 0) {
    yield { records: Uint32Array.from(records), certain: Uint8Array.from(certain) };
  }
}
