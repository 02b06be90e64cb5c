// Turns the symbols of a segment into its index file: suffix sort, wavelet levels, tables.
//
// Memory at the peak, for n symbols: 4n the text, 4n the symbols before its suffixes, 4n their records,
// and 6n the working space of the kernel. The three arrays are reused as each other's scratch, and
// a level is on its way to the file before the next one is built.

import type { Kernel } from '../../native/kernel.ts';
import { quadBlockWords, superblockWords } from '../../native/quad-blocks.ts';
import type { FileOperations } from '../files.ts';
import type { BwtShape } from './bwt.ts';
import { type HuffmanCodes, planCodes } from './huffman-codes.ts';
import { type FinishedFile, PageWriter } from './page-writer.ts';
import { replaceByGroups, sumByGroup } from './rank-groups.ts';
import { countLevels, type RankWaveletShape } from './rank-wavelet.ts';
import type { RecordAmountsBuilder } from './record-amounts.ts';
import type { RecordFacetsBuilder } from './record-facets.ts';
import type { RecordTableBuilder } from './record-table.ts';
import type { IndexProperties } from './segment.ts';
import type { StepTableBuilder } from './step-table.ts';
import { type SegmentTerms, type TermKernel, writeTerms } from './write-terms.ts';

/** The verbs of the kernel that building needs. */
type BuildKernel = TermKernel &
  Pick<Kernel, 'sortRows' | 'buildQuadLevel' | 'buildQuadHuffmanLevel'>;

/** The text of a segment: every record's symbols followed by symbol 0. */
export interface SegmentSymbols extends SegmentTerms {
  /** Symbols in [0, length); used up by sortSuffixes. */
  readonly symbols: Uint32Array;
  readonly length: number;
  /** End of each record in `symbols`, its 0 included. */
  readonly recordEnds: Uint32Array;
}

/** The sorted suffixes, before they become wavelet levels. */
export interface SortedSuffixes {
  readonly bwt: Uint32Array;
  readonly ranks: Uint32Array;
  readonly scratch: Uint32Array;
}

/** Sorts the suffixes: the symbol before each, and its record. The long part. */
export function sortSuffixes(text: SegmentSymbols, kernel: BuildKernel): SortedSuffixes {
  const { length, recordEnds, counts } = text;
  const symbols = text.symbols.subarray(0, length);
  const bwt = new Uint32Array(length);
  const ranks = new Uint32Array(length - recordEnds.length);
  kernel.sortRows({ symbols, counts, recordEnds, bwt, records: ranks });
  return { bwt, ranks, scratch: text.symbols };
}

/** The contents of an index file, before they are written. */
interface SegmentParts {
  readonly text: SegmentSymbols;
  readonly suffixes: SortedSuffixes;
  readonly amounts: RecordAmountsBuilder;
  readonly records: RecordTableBuilder;
  /** Undefined: the index has no field of facets. */
  readonly facets?: RecordFacetsBuilder | undefined;
  /** Undefined: steps follow from amounts. */
  readonly steps: StepTableBuilder | undefined;
  /** Ends of the groups that take the place of records among the ranks; undefined: none do. */
  readonly groups?: Uint32Array | undefined;
}

/** Writes the index file, durable under `path` once this returns (its directory not synced). */
export function writeSegment(
  path: string,
  { text, suffixes, amounts, records, facets, steps, groups }: SegmentParts,
  { kernel, files }: { readonly kernel: BuildKernel; readonly files: FileOperations },
): FinishedFile {
  const writer = new PageWriter(path, 'index', files);
  const levels = new LevelWriter(writer, kernel, suffixes);
  try {
    const codes = planCodes(text.counts);
    const { bwt: rows, scratch } = suffixes;
    writeTerms(writer, { terms: text, codes, bwt: rows, scratch }, kernel);
    const bwt = levels.writeBwt(codes, text.counts);
    const ranks = levels.writeRanks(countTokens(text.recordEnds), groups);
    if (groups !== undefined) {
      writer.section('rank_groups');
      writer.appendWords(groups);
    }
    for (const [name, words] of Object.entries(amounts.sections)) {
      writer.section(name);
      writer.appendWords(words);
    }
    writer.section('record_runs');
    writer.appendWords(records.runs);
    const { ids } = records;
    if (ids !== undefined) {
      writer.section('record_id_starts');
      writer.appendWords(ids.starts);
      writer.section('record_ids');
      writer.append(ids.bytes);
    }
    if (facets !== undefined) {
      writer.section('record_facets');
      writer.appendWords(facets.words);
    }
    if (steps !== undefined) {
      writer.section('steps');
      writer.appendWords(steps.words);
    }
    const properties: IndexProperties = { bwt, ranks, records: text.recordEnds.length };
    return writer.finish(properties);
  } catch (error) {
    writer.discard();
    throw error;
  }
}

/** Symbols of each record, less its end. */
function countTokens(recordEnds: Uint32Array): Uint32Array {
  let start = 0;
  return recordEnds.map((end) => {
    const count = end - start - 1;
    start = end;
    return count;
  });
}

/** Writes the levels of a segment's sorted suffixes, which are used up. */
class LevelWriter {
  #writer: PageWriter;
  #kernel: BuildKernel;
  #suffixes: SortedSuffixes;

  constructor(writer: PageWriter, kernel: BuildKernel, suffixes: SortedSuffixes) {
    this.#writer = writer;
    this.#kernel = kernel;
    this.#suffixes = suffixes;
  }

  writeBwt({ codes, lengths, levelLengths }: HuffmanCodes, counts: Uint32Array): BwtShape {
    const rows = this.#suffixes.bwt.length;
    const section = this.#beginLevels('bwt', rows);
    let { bwt: values, scratch: next } = this.#suffixes;
    for (const [level, length] of levelLengths.entries()) {
      const symbols = values.subarray(0, length);
      const { blocks, superblocks } = section.take(length);
      const given = { symbols, codes, lengths, counts, level, next, blocks, superblocks };
      const kept = this.#kernel.buildQuadHuffmanLevel(given);
      if (kept !== (levelLengths[level + 1] ?? 0)) throw new Error('a level lost symbols');
      section.write();
      [values, next] = [next, values];
    }
    section.end();
    return { levelLengths, rows, alphabet: codes.length };
  }

  /** `tokens`: how many symbols that end none each record has. */
  writeRanks(tokens: Uint32Array, groups: Uint32Array | undefined): RankWaveletShape {
    if (groups !== undefined) replaceByGroups(this.#suffixes.ranks, groups);
    const counts = groups === undefined ? tokens : sumByGroup(tokens, groups);
    const levels = countLevels(counts.length);
    const rows = this.#suffixes.ranks.length;
    const section = this.#beginLevels('ranks', rows);
    let { ranks: values, scratch: next } = this.#suffixes;
    for (let shift = 2 * (levels - 1); shift >= 0; shift -= 2) {
      const { blocks, superblocks } = section.take(rows);
      const given = { values: values.subarray(0, rows), shift, counts, next, blocks, superblocks };
      this.#kernel.buildQuadLevel(given);
      section.write();
      [values, next] = [next, values];
    }
    section.end();
    return { levels, rows };
  }

  /** Sections of levels that have up to `rows` elements: their blocks, and behind them superblocks. */
  #beginLevels(name: 'bwt' | 'ranks', rows: number) {
    const writer = this.#writer;
    const blocks = new Uint32Array(quadBlockWords(rows));
    const superblocks: Uint32Array[] = [];
    let words = 0;
    writer.section(name);
    return {
      /** Memory for a level. */
      take(length: number): { blocks: Uint32Array; superblocks: Uint32Array } {
        const entries = new Uint32Array(superblockWords(length));
        superblocks.push(entries);
        words = quadBlockWords(length);
        return { blocks: blocks.subarray(0, words), superblocks: entries };
      },
      /** Writes the level. */
      write: () => writer.appendWords(blocks, 0, words),
      end() {
        writer.section(`${name}_superblocks`);
        for (const entries of superblocks) writer.appendWords(entries);
      },
    };
  }
}
