// The terms of a segment, and its bigrams, as sections of its index file.

import { filterBlocks, wordsPerFilterBlock } from '../../native/bigram-filter.ts';
import { bigramSlots, wordsPerBigram } from '../../native/bigram-table.ts';
import type { Kernel } from '../../native/kernel.ts';
import { maxFilteredSymbols, minBigramCount } from './bigrams.ts';
import { symbolWords } from './bwt.ts';
import { fillSlots } from './dictionary.ts';
import { type HuffmanCodes, packCode } from './huffman-codes.ts';
import type { PageWriter } from './page-writer.ts';

/** The verbs of the kernel that terms need. */
export type TermKernel = Pick<
  Kernel,
  'findBigrams' | 'fillBigramTable' | 'fillBigramFilter' | 'sortTerms'
>;

/** Terms by symbol: bytes one after the other, where each starts (symbol 0: none), occurrences. */
export interface SegmentTerms {
  readonly termBytes: Uint8Array;
  readonly termStarts: Uint32Array;
  readonly counts: Uint32Array;
}

interface TermParts {
  readonly terms: SegmentTerms;
  readonly codes: HuffmanCodes;
  /** Left as it is. */
  readonly bwt: Uint32Array;
  /** As long as `bwt` at least; overwritten. */
  readonly scratch: Uint32Array;
}

/** Writes dictionary, symbols and bigrams. */
export function writeTerms(
  writer: PageWriter,
  { terms, codes, bwt, scratch }: TermParts,
  kernel: TermKernel,
): void {
  const { termBytes: bytes, termStarts: starts, counts } = terms;
  const { slots, hashes } = fillSlots(bytes, starts, counts.length);
  writer.section('term_slots');
  writer.appendWords(slots);
  writer.section('term_bytes');
  writer.append(bytes);
  const order = new Uint32Array(counts.length - 1);
  kernel.sortTerms({ bytes, starts, order });
  writer.section('terms_sorted');
  writer.appendWords(order);
  writer.section('symbols');
  writer.appendWords(tabulateSymbols(terms, codes));
  const scan = { bwt, scratch, firstRows: firstRows(counts), termHashes: hashes };
  writeBigrams(writer, scan, kernel);
}

interface BigramScan extends Pick<TermParts, 'bwt' | 'scratch'> {
  readonly firstRows: Uint32Array;
  readonly termHashes: Uint32Array;
}

function writeBigrams(
  writer: PageWriter,
  { bwt, scratch, firstRows, termHashes }: BigramScan,
  kernel: TermKernel,
): void {
  const rows = bwt.length;
  const minCount = minBigramCount;
  const found = new Uint32Array(Math.floor(rows / minCount) * wordsPerBigram);
  const keys = rows > maxFilteredSymbols ? undefined : scratch.subarray(0, rows);
  const filterKeys = keys && { termHashes, keys };
  const scan = { bwt, firstRows, minCount, found, ...(filterKeys && { filterKeys }) };
  const { entries, distinct } = kernel.findBigrams(scan);
  const slots = new Uint32Array(bigramSlots(entries) * wordsPerBigram);
  kernel.fillBigramTable({ found: found.subarray(0, entries * wordsPerBigram), slots });
  writer.section('bigrams');
  writer.appendWords(slots);
  if (keys === undefined) return;
  const filter = new Uint32Array(filterBlocks(distinct) * wordsPerFilterBlock);
  kernel.fillBigramFilter({ keys: keys.subarray(0, distinct), filter });
  writer.section('bigram_filter');
  writer.appendWords(filter);
}

/** First row of each symbol, and the number of rows. */
function firstRows(counts: Uint32Array): Uint32Array {
  const rows = new Uint32Array(counts.length + 1);
  counts.forEach((count, symbol) => {
    rows[symbol + 1] = (rows[symbol] as number) + count;
  });
  return rows;
}

function tabulateSymbols({ counts, termStarts }: SegmentTerms, codes: HuffmanCodes): Uint32Array {
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
