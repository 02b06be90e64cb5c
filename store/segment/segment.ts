// One open segment: an immutable index over a contiguous range of ranks, and its texts if stored.
//
// Both files stay open, so a segment answers when its folder is moved or deleted. Snapshots share
// segments, so a segment counts its users: each of them closes it once.

import { isDeepStrictEqual } from 'node:util';
import { IndexError } from '../../errors.ts';
import type { Rank, TermSymbol } from '../ids.ts';
import { Bigrams } from './bigrams.ts';
import { Bwt, type BwtShape } from './bwt.ts';
import { Dictionary } from './dictionary.ts';
import { damaged } from './disk-file.ts';
import { makeWalks } from './find-starts.ts';
import { emptyInterval, type Interval } from './interval.ts';
import type { SearchedFile } from './joint-search.ts';
import { type CreateSearches, MappedSearch } from './mapped-search.ts';
import { PageFile, type PageFileOptions } from './page-file.ts';
import type { PhraseList } from './phrase-list.ts';
import { leftOut, notWanted, type StartWalks } from './phrase-search.ts';
import type { PlainQuery } from './plain-query.ts';
import { walkPreceding } from './preceding-symbols.ts';
import { openRankValues, type RankValues } from './rank-values.ts';
import { RankWavelet, type RankWaveletShape } from './rank-wavelet.ts';
import type { ExpectedFile } from './read-footer.ts';
import { RecordAmounts } from './record-amounts.ts';
import { RecordFacets } from './record-facets.ts';
import type { RecordBatch, RecordFormula, RecordRange } from './record-formula.ts';
import { RecordSymbolReader } from './record-symbols.ts';
import { findIds, RecordTable } from './record-table.ts';
import { type StartedQuery, walkPages } from './segment-records.ts';
import { SortedTerms } from './sorted-terms.ts';
import { type StepPlace, StepTable } from './step-table.ts';
import { readSymbolCodes, type SymbolCodes } from './symbol-codes.ts';
import { TextStore } from './text-store.ts';

/** A file of a segment, as the catalogue names it. */
interface SegmentFile extends ExpectedFile {
  readonly path: string;
}

/** A segment, as the catalogue names it. */
export interface SegmentPlace extends StepPlace {
  readonly records: number;
  /** Ids of its sources, which its records name by their places in this list. */
  readonly sources: readonly number[];
  /** Values of its facets, likewise; undefined: the index has no field of facets. */
  readonly facets?: readonly string[] | undefined;
  readonly index: SegmentFile;
  readonly text: SegmentFile | undefined;
}

export interface SegmentOptions extends PageFileOptions {
  /** Searches where the file is mapped; undefined: it is searched page by page (see phrase-search.ts). */
  readonly searches?: CreateSearches | undefined;
  /** So many terms or fewer are copied into memory in the order of their bytes, once they are walked. */
  readonly maxCopiedTerms?: number;
}

/** Properties of an index file. */
export interface IndexProperties {
  readonly bwt: BwtShape;
  readonly ranks: RankWaveletShape;
  readonly records: number;
}

/** Contexts read a block here and there: a small cache, and no map. */
const textCacheBytes = 1 << 20;

export class Segment implements Disposable {
  readonly firstRank: Rank;
  readonly records: number;
  readonly ranks: RankWavelet;
  /** What the values of `ranks` stand for. */
  readonly values: RankValues;
  readonly amounts: RecordAmounts;
  readonly steps: StepTable;
  readonly recordTable: RecordTable;
  /** The sorted suffixes, those of record ends included. */
  readonly bwt: Bwt;
  readonly dictionary: Dictionary;
  /** Undefined where the index has no field of facets. */
  readonly recordFacets: RecordFacets | undefined;
  /** The symbols of records, by the BWT. */
  readonly recordSymbols: RecordSymbolReader;
  #bigrams: Bigrams;
  #codes: SymbolCodes | undefined;
  #terms: SortedTerms | undefined;
  #maxCopiedTerms: number;
  #index: PageFile;
  #place: SegmentPlace;
  #mapped: MappedSearch | undefined;
  #text: { file: PageFile; store: TextStore } | undefined;
  #users = 1;

  private constructor(
    place: SegmentPlace,
    index: PageFile<IndexProperties>,
    { searches, maxCopiedTerms = 0 }: SegmentOptions,
  ) {
    const { bwt, ranks, records } = index.footer.properties;
    if (records !== place.records) {
      throw damaged(index.path, 'footer', `${records} records, ${place.records} expected`);
    }
    this.firstRank = place.before.records;
    this.records = place.records;
    this.bwt = new Bwt(index, bwt);
    this.dictionary = new Dictionary(index, bwt.alphabet);
    this.#bigrams = new Bigrams(index);
    this.ranks = new RankWavelet(index, ranks);
    this.amounts = new RecordAmounts(index);
    this.steps = new StepTable(index, this.amounts, place);
    this.values = openRankValues(index, this.steps, records);
    this.#maxCopiedTerms = maxCopiedTerms;
    if (place.facets !== undefined) this.recordFacets = new RecordFacets(index, place.facets);
    this.#index = index;
    this.#place = place;
    if (searches !== undefined && index.mapped) {
      const places = {
        ends: records,
        dictionary: this.dictionary.places,
        bigrams: this.#bigrams.places,
        bwt: this.bwt.places,
        ranks: this.ranks.places,
        ids: findIds(index),
      };
      this.#mapped = new MappedSearch(index, places, searches);
    }
    this.recordTable = new RecordTable(index, place.sources, this.#mapped?.copyIds);
    const walkMapped = this.#mapped?.walkSymbols;
    this.recordSymbols = new RecordSymbolReader({
      file: index,
      bwt: this.bwt,
      codes: () => this.#symbolCodes(),
      amounts: this.amounts,
      walkMapped,
    });
    try {
      this.#openTexts();
    } catch (error) {
      // Damage of texts is an error of contexts, not of all answers: see `texts`.
      if (!(error instanceof IndexError)) throw error;
    }
  }

  /** Opens the files and reads their footers only. */
  static open(place: SegmentPlace, options: SegmentOptions): Segment {
    const index = PageFile.open<IndexProperties>(place.index.path, options, place.index);
    try {
      return new Segment(place, index, options);
    } catch (error) {
      index.close();
      throw error;
    }
  }

  /** Ids of its sources. */
  get sources(): readonly number[] {
    return this.#place.sources;
  }

  get path(): string {
    return this.#index.path;
  }

  /** Whether a catalogue that names `place` means this segment: its files, and all that lies before it. */
  isAt(place: SegmentPlace): boolean {
    return isDeepStrictEqual(this.#place, place);
  }

  /** Whether the index file is mapped, not read page by page into a cache. */
  get mapped(): boolean {
    return this.#index.mapped;
  }

  /** Whether texts are stored whose file could not be opened. */
  get lacksTexts(): boolean {
    return this.#place.text !== undefined && this.#text === undefined;
  }

  /** Throws if texts are stored whose file could not be opened. */
  requireTexts(): void {
    this.#openTexts();
  }

  /** The stored texts; undefined where none are stored. Throws if their file could not be opened. */
  get texts(): TextStore | undefined {
    this.#openTexts();
    return this.#text?.store;
  }

  /** Its terms in the order of their bytes. */
  get terms(): SortedTerms {
    const { alphabet } = this.bwt.places;
    const shape = { ...this.dictionary.places, alphabet, maxCopied: this.#maxCopiedTerms };
    this.#terms ??= new SortedTerms(this.#index, shape);
    return this.#terms;
  }

  /** The token of a symbol from 1 on. */
  term(symbol: TermSymbol): string {
    return this.dictionary.term(symbol);
  }

  /** One more user has the segment, and closes it too. */
  ref(): this {
    this.#users++;
    return this;
  }

  /** The distinct symbols before the suffixes of an interval of `bwt` that is not empty. */
  walkPreceding(interval: Interval): ReturnType<typeof walkPreceding> {
    return walkPreceding(this.bwt, this.#symbolCodes(), interval);
  }

  /** Read when first asked for: 12 bytes a symbol. */
  #symbolCodes(): SymbolCodes {
    this.#codes ??= readSymbolCodes(this.#index, this.bwt.levels.length);
    return this.#codes;
  }

  /**
   * The exposures of a phrase as an interval of `ranks`; its width is the count.
   * Empty where any token is not in the segment. A phrase has at least one token.
   */
  find(tokens: readonly string[]): Interval {
    if (tokens.length === 0) throw new RangeError('expected a phrase of one token at least');
    if (this.#bigrams.hasFilter && tokens.length > 1) {
      const hashes = tokens.map((token) => this.dictionary.hash(token));
      if (!this.#bigrams.mayHave(hashes)) return emptyInterval;
    }
    const symbols: TermSymbol[] = [];
    for (const token of tokens) {
      const symbol = this.dictionary.find(token);
      if (symbol === undefined) return emptyInterval;
      symbols.push(symbol);
    }
    let found = this.#findLast(symbols);
    for (const symbol of symbols.reverse()) {
      found = this.bwt.extend(found, symbol);
      if (found.start === found.end) return emptyInterval;
    }
    return this.skipEnds(found);
  }

  /** The interval of the last two symbols, or of the last one: these are taken away. */
  #findLast(symbols: TermSymbol[]): Interval {
    const last = symbols.pop();
    if (last === undefined) throw new RangeError('expected a symbol');
    const before = symbols.at(-1);
    const frequent = before === undefined ? undefined : this.#bigrams.find(before, last);
    if (frequent === undefined) return this.bwt.find(last);
    symbols.pop();
    return frequent;
  }

  /** The intervals of many phrases, together where that can be done: start and end of each. */
  findRows(list: PhraseList): Uint32Array {
    const rows = this.#mapped?.findRows(list) ?? allLeft(list);
    this.#fillRows(list, rows);
    return rows;
  }

  /**
   * The smallest and the largest record of each interval; they mean nothing where it is empty. They become
   * the numbers of `edges`, but for those that are `notWanted`.
   */
  findEdges(rows: Uint32Array, edges = new Uint32Array(rows.length)): Uint32Array {
    if (rows.length === 0) return edges;
    if (this.#mapped === undefined) {
      edges.forEach((edge, i) => {
        if (edge !== notWanted) edges[i] = leftOut;
      });
    }
    this.#mapped?.findEdges(rows, edges);
    this.#fillEdges(rows, edges);
    return edges;
  }

  /** What a search of several segments needs of this one; undefined where the kernel does not search it. */
  get searched(): SearchedFile | undefined {
    return this.#mapped?.file;
  }

  /** Whether the kernel reads the file itself, so that walks over many records are its own. */
  get isMapped(): boolean {
    return this.#mapped !== undefined;
  }

  /**
   * The records that a formula does not exclude, in order and in batches, the first ones small; `undefined`
   * where a caller can pause. Where `ranks` has groups of records, they are groups.
   */
  walkRecords(
    formula: RecordFormula,
    range: RecordRange = {},
  ): Generator<RecordBatch | undefined, void, undefined> {
    const whole = this.#wholeRange(range);
    return this.#mapped?.walkRecords(formula, whole) ?? walkPages(this.ranks, formula, whole);
  }

  /**
   * The first records of a query of plain phrases, the search for its phrases included. Undefined where the
   * file is not mapped, or a page of it has not been checked: then the query is asked in parts.
   */
  startQuery(query: PlainQuery, range: RecordRange = {}): StartedQuery | undefined {
    return this.#mapped?.startQuery(query, this.#wholeRange(range));
  }

  #wholeRange({
    start = 0,
    end = this.records,
    descending = false,
    wantsAll = false,
  }: RecordRange): Required<RecordRange> {
    return { start: Math.max(0, start), end: Math.min(end, this.records), descending, wantsAll };
  }

  /**
   * How far to the left of some places a text stands in the segment; the text is the one phrase of the
   * list. Fills `walks.starts` and `walks.rows` as StartWalks says.
   */
  findStarts(text: PhraseList, walks: StartWalks): void {
    const parts = {
      ...{ dictionary: this.dictionary, bigrams: this.#bigrams, bwt: this.bwt },
      ...{ ranks: this.ranks, records: this.records },
    };
    makeWalks(parts, this.#mapped, { text, walks });
  }

  /** Finds the edges that are left. */
  #fillEdges(rows: Uint32Array, edges: Uint32Array): void {
    for (let at = 0; at < rows.length; at += 2) {
      const interval = { start: rows[at] as number, end: rows[at + 1] as number };
      if (interval.start === interval.end) continue;
      // Each may be left for a page of its own.
      if (edges[at] === leftOut) edges[at] = this.ranks.first(interval) ?? leftOut;
      if (edges[at + 1] === leftOut) edges[at + 1] = this.ranks.last(interval) ?? leftOut;
    }
  }

  /** Finds the phrases that are left. */
  #fillRows({ phrases }: PhraseList, rows: Uint32Array): void {
    for (let i = 0; i < phrases.length; i++) {
      if (rows[2 * i] !== leftOut) continue;
      const { start, end } = this.find(phrases[i] ?? []);
      rows[2 * i] = start;
      rows[2 * i + 1] = end;
    }
  }

  #openTexts(): void {
    const { text } = this.#place;
    if (this.#text !== undefined || text === undefined) return;
    const options = { mapFile: () => undefined, cacheBytes: textCacheBytes };
    const file = PageFile.open(text.path, options, text);
    this.#text = { file, store: new TextStore(file) };
  }

  /** An interval of the BWT as one of `ranks`, which leaves out the first suffixes: record ends. */
  skipEnds({ start, end }: Interval): Interval {
    if (start === end) return emptyInterval;
    return { start: start - this.records, end: end - this.records };
  }

  /** Gives the segment back. Its files are closed with its last user. */
  close(): void {
    if (--this.#users > 0) return;
    this.#text?.file.close();
    this.#index.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function allLeft({ phrases }: PhraseList): Uint32Array {
  return new Uint32Array(2 * phrases.length).fill(leftOut);
}
