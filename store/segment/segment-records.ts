// The records of a segment that a formula does not exclude, in batches: by the kernel where the file is
// mapped, else by its twin.
//
// The kernel reads checked pages only and names those that it lacks. They are checked here, and the walk
// goes on where it stopped. The first batches are small, as the first record may be all that is wanted.

import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import { pageWords } from './page-format.ts';
import { type PhraseSearch, type RecordRoom, recordCall } from './phrase-search.ts';
import type { RankWavelet } from './rank-wavelet.ts';
import type { RecordBatch, RecordFormula, RecordRange } from './record-formula.ts';
import { walkFormula } from './walk-formula.ts';

/** Records of the first batch and of the largest; each has so many times those of the one before. */
const minBatch = 4;
const maxBatch = 8192;
const growth = 16;
/** Intervals that the kernel divides in a call: one or two milliseconds. */
const budget = 50_000;
const maxPages = 1024;

type WholeRange = Required<RecordRange>;
type RecordWalk = Generator<RecordBatch | undefined, void, undefined>;

interface MappedWalk {
  readonly formula: RecordFormula;
  readonly range: WholeRange;
}

/** The walks for records in one mapped file. */
export class MappedRecords {
  #file: PageFile;
  #search: PhraseSearch;
  #walks = 0;
  /** Arrays of calls, by the records that they have room for; none is in use between two calls. */
  #rooms = new Map<number, RecordRoom>();
  #call = new Uint32Array(Object.keys(recordCall).length);
  #pages = new Uint32Array(maxPages);

  constructor(file: PageFile, search: PhraseSearch) {
    this.#file = file;
    this.#search = search;
  }

  /** By the kernel: batches, and `undefined` where a caller can pause. */
  *walk({ formula, range }: MappedWalk): RecordWalk {
    this.#walks = (this.#walks + 1) >>> 0;
    const walk = this.#walks;
    const call = this.#call;
    let { start, end } = range;
    for (let size = minBatch; start < end; ) {
      const room = this.#roomFor(size);
      call.set([start, end, Number(range.descending), budget, walk]);
      this.#search.findRecords(formula, call, room);
      start = call[recordCall.start] as number;
      end = call[recordCall.end] as number;
      const lacking = call[recordCall.pages] as number;
      if (lacking > 0) checkPages(this.#file, this.#pages.subarray(0, lacking));
      else size = Math.min(maxBatch, growth * size);
      const found = call[recordCall.records] as number;
      if (found === 0) yield undefined;
      else {
        const { records, certain } = room;
        yield { records: records.slice(0, found), certain: certain.slice(0, found) };
      }
    }
  }

  #roomFor(size: number): RecordRoom {
    let room = this.#rooms.get(size);
    if (room === undefined) {
      const [records, certain] = [new Uint32Array(size), new Uint8Array(size)];
      room = { records, certain, pages: this.#pages };
      this.#rooms.set(size, room);
    }
    return room;
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
  let size = minBatch;
  let records: number[] = [];
  let certain: number[] = [];
  for (const found of walkFormula(ranks, formula, range)) {
    if (found !== undefined) {
      records.push(found.record);
      certain.push(found.certain);
      if (records.length < size) continue;
      size = Math.min(maxBatch, growth * size);
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
