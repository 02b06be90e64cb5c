// The text of symbols of a segment, given back by its index file: what merging sorts again.
//
// The levels of the BWT are undone, the last one first, and then every record is walked through from
// its end. All pages that are read are checked. Memory at the peak, for n symbols: 4n the symbols, 12n
// the BWT with its links, and the blocks of a level.

import { quadBlockWords } from '../../native/quad-blocks.ts';
import type { RestoreVerbs } from '../../native/restore-verbs.ts';
import { symbolWords } from './bwt.ts';
import { damaged } from './disk-file.ts';
import { unpackCode } from './huffman-codes.ts';
import type { PageFile } from './page-file.ts';
import { readSection, readWords } from './read-words.ts';
import type { IndexProperties } from './segment.ts';

/** Writes the text of the segment, each record followed by a 0, to `symbols`, which has room for it. */
export function restoreSymbols(
  file: PageFile<IndexProperties>,
  symbols: Uint32Array,
  kernel: RestoreVerbs,
): void {
  const { rows, alphabet } = file.footer.properties.bwt;
  const table = readSection(file, 'symbols');
  const firstRows = Uint32Array.from(
    { length: alphabet },
    (_, symbol) => table[symbol * symbolWords + 1] as number,
  );
  const bwt = new Uint32Array(rows);
  const links = new Uint32Array(2 * rows);
  undoLevels(file, { table, firstRows, bwt, scratch: links.subarray(0, rows) }, kernel);
  const recordEnds = readSection(file, 'record_ends');
  if (recordEnds.at(-1) !== rows) throw damaged(file.path, 'record_ends', `not up to ${rows}`);
  if (!kernel.restoreText({ bwt, firstRows, recordEnds, links, symbols })) {
    throw damaged(file.path, 'bwt', 'its rows are not those of one text');
  }
}

interface Undoing {
  /** Section `symbols`. */
  readonly table: Uint32Array;
  readonly firstRows: Uint32Array;
  /** Becomes the BWT. */
  readonly bwt: Uint32Array;
  /** As long as the BWT. */
  readonly scratch: Uint32Array;
}

/** The levels, from the last one to the first one, whose elements are the BWT. */
function undoLevels(
  file: PageFile<IndexProperties>,
  { table, firstRows, bwt, scratch }: Undoing,
  kernel: RestoreVerbs,
): void {
  const { levelLengths, rows } = file.footer.properties.bwt;
  const symbolsOf = groupByLength(table);
  let byte = file.section('bwt').start;
  const starts = levelLengths.map((length) => {
    const start = byte;
    byte += quadBlockWords(length) * 4;
    return start;
  });
  for (let level = levelLengths.length - 1; level >= 0; level--) {
    const length = levelLengths[level] as number;
    const [sorted, values] = level % 2 === 0 ? [scratch, bwt] : [bwt, scratch];
    // Behind the elements of the next level stand those whose codes end here.
    for (const symbol of symbolsOf[level + 1] ?? []) {
      const leaf = table[symbol * symbolWords + 2] as number;
      const count = (firstRows[symbol + 1] ?? rows) - (firstRows[symbol] as number);
      sorted.fill(symbol, leaf, leaf + count);
    }
    const blocks = readWords(file, starts[level] as number, quadBlockWords(length));
    kernel.undoQuadLevel({ sorted, blocks, values: values.subarray(0, length) });
  }
}

/** The symbols of each length of code. */
function groupByLength(table: Uint32Array): number[][] {
  const groups: number[][] = [];
  for (let symbol = 0; symbol * symbolWords < table.length; symbol++) {
    const { length } = unpackCode(table[symbol * symbolWords] as number);
    groups[length] ??= [];
    groups[length].push(symbol);
  }
  return groups;
}
