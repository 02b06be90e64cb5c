// Turns the symbols of a segment into its index file: suffix sort, wavelet levels, tables.
//
// Memory at the peak, for n symbols: 4n the text, 4n the symbols before its suffixes, 4n their records,
// and 6n the working space of the kernel. The three arrays are reused as each other's scratch, and
// a level is on its way to the file before the next one is built.

import { blockWords } from '../../native/blocks.ts';
import type { Kernel } from '../../native/kernel.ts';
import type { FileOperations } from '../files.ts';
import { type BwtShape, symbolWords } from './bwt.ts';
import { fillSlots } from './dictionary.ts';
import { type HuffmanCodes, packCode, planCodes } from './huffman-codes.ts';
import { type FinishedFile, PageWriter } from './page-writer.ts';
import type { RankWaveletShape } from './rank-wavelet.ts';
import type { RecordTableBuilder } from './record-table.ts';
import type { IndexProperties } from './segment.ts';

/** The verbs of the kernel that building needs. */
type BuildKernel = Pick<Kernel, 'sortRows' | 'buildLevel' | 'buildHuffmanLevel'>;

/** The text of a segment: every record's symbols followed by symbol 0. */
export interface SegmentSymbols {
  /** Symbols in [0, length); used up by sortSuffixes. */
  readonly symbols: Uint32Array;
  readonly length: number;
  /** End of each record in `symbols`, its 0 included. */
  readonly recordEnds: Uint32Array;
  /** Terms by symbol: bytes one after the other, where each starts (symbol 0: none), occurrences. */
  readonly termBytes: Uint8Array;
  readonly termStarts: Uint32Array;
  readonly counts: Uint32Array;
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
  readonly records: RecordTableBuilder;
  /** As StepTableBuilder has them. */
  readonly steps: Uint32Array;
}

/** Writes the index file, durable under `path` once this returns (its directory not synced). */
export function writeSegment(
  path: string,
  { text, suffixes, records, steps }: SegmentParts,
  { kernel, files }: { readonly kernel: BuildKernel; readonly files: FileOperations },
): FinishedFile {
  const writer = new PageWriter(path, 'index', files);
  const levels = new LevelWriter(writer, kernel, suffixes);
  try {
    const codes = planCodes(text.counts);
    writer.section('term_slots');
    writer.appendWords(fillSlots(text.termBytes, text.termStarts, text.counts.length));
    writer.section('term_bytes');
    writer.append(text.termBytes);
    writer.section('symbols');
    writer.appendWords(tabulateSymbols(text, codes));
    writer.section('bwt');
    const bwt = levels.writeBwt(codes);
    writer.section('ranks');
    const ranks = levels.writeRanks(text.recordEnds.length);
    writer.section('record_ends');
    writer.appendWords(text.recordEnds);
    writer.section('record_runs');
    writer.appendWords(records.runs);
    const { ids } = records;
    if (ids !== undefined) {
      writer.section('record_id_starts');
      writer.appendWords(ids.starts);
      writer.section('record_ids');
      writer.append(ids.bytes);
    }
    writer.section('steps');
    writer.appendWords(steps);
    const properties: IndexProperties = { bwt, ranks, records: text.recordEnds.length };
    return writer.finish(properties);
  } catch (error) {
    writer.discard();
    throw error;
  }
}

function tabulateSymbols(text: SegmentSymbols, codes: HuffmanCodes): Uint32Array {
  const { counts, termStarts } = text;
  const table = new Uint32Array(counts.length * symbolWords);
  let suffix = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const at = symbol * symbolWords;
    table[at] = packCode(codes.codes[symbol] as number, codes.lengths[symbol] as number);
    table[at + 1] = suffix;
    table[at + 2] = codes.leafStarts[symbol] as number;
    table[at + 3] = termStarts[symbol] as number;
    suffix += counts[symbol] as number;
  }
  return table;
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

  writeBwt({ codes, lengths, levelLengths }: HuffmanCodes): BwtShape {
    const zeros: number[] = [];
    let { bwt: values, scratch: next } = this.#suffixes;
    const rows = values.length;
    const blocks = new Uint32Array(blockWords(rows));
    for (const [level, length] of levelLengths.entries()) {
      const symbols = values.subarray(0, length);
      const words = blocks.subarray(0, blockWords(length));
      const given = { symbols, codes, lengths, level, next, blocks: words };
      const built = this.#kernel.buildHuffmanLevel(given);
      zeros.push(built.zeros);
      if (built.kept !== (levelLengths[level + 1] ?? 0)) throw new Error('a level lost symbols');
      this.#writer.appendWords(words);
      [values, next] = [next, values];
    }
    return { levelLengths, zeros, rows, alphabet: codes.length };
  }

  writeRanks(records: number): RankWaveletShape {
    const levels = records < 2 ? 0 : 32 - Math.clz32(records - 1);
    const zeros: number[] = [];
    let { ranks: values, scratch: next } = this.#suffixes;
    const rows = values.length;
    const blocks = new Uint32Array(blockWords(rows));
    for (let shift = levels - 1; shift >= 0; shift--) {
      const given = { values: values.subarray(0, rows), shift, next, blocks };
      zeros.push(this.#kernel.buildLevel(given));
      this.#writer.appendWords(blocks);
      [values, next] = [next, values];
    }
    return { zeros, rows };
  }
}
