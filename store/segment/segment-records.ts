// The records of a segment that a formula does not exclude, in batches: by the kernel where the file is
// mapped, else by its twin.
//
// The kernel reads checked pages only and names those that it lacks. They are checked here, and the walk
// goes on where it stopped. The first batches are small, as the first record may be all that is wanted.
// A batch is in memory that the next one overwrites: fresh memory would cost more than the walk.

import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import { pageWords } from './page-format.ts';
import { type PhraseSearch, type RecordRoom, recordCall } from './phrase-search.ts';
import type { RankWavelet } from './rank-wavelet.ts';
import type { RecordBatch, RecordFormula, RecordRange } from './record-formula.ts';
import { walkFormula } from './walk-formula.ts';

/** Records of the first batch, for which nodes of the wavelet are divided one by one. */
const firstBatch = 4;
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

/** The walks for records in one mapped file. */
export class MappedRecords {
  #file: PageFile;
  #search: PhraseSearch;
  #walks = 0;
  #first: RecordRoom;
  /** Rooms for the batches behind the first one that no walk uses. */
  #rooms: (readonly RecordRoom[])[] = [];
  #call = new Uint32Array(Object.keys(recordCall).length);
  #pages = new Uint32Array(maxPages);

  constructor(file: PageFile, search: PhraseSearch) {
    this.#file = file;
    this.#search = search;
    this.#first = this.#makeRooms([firstBatch])[0] as RecordRoom;
  }

  /** By the kernel: batches, each until the next one, and `undefined` where a caller can pause. */
  *walk(wanted: MappedWalk): RecordWalk {
    this.#walks = (this.#walks + 1) >>> 0;
    const walk = this.#walks;
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
    const widest = room === this.#first ? 0 : maxWidth;
    call.set([range.start, range.end, Number(range.descending), budget, walk, widest]);
    this.#search.findRecords(formula, call, room);
    const lacking = call[recordCall.pages] as number;
    if (lacking > 0) checkPages(this.#file, this.#pages.subarray(0, lacking));
    return call[recordCall.records] as number;
  }

  /** What the last call has left. */
  #left({ descending }: WholeRange): WholeRange {
    const [start = 0, end = 0] = this.#call;
    return { start, end, descending };
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
