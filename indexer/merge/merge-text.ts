// The texts of symbols of segments that follow each other, as the text of one segment.

import type { Kernel } from '../../native/kernel.ts';
import type { RestoreVerbs } from '../../native/restore-verbs.ts';
import { symbolWords } from '../../store/segment/bwt.ts';
import type { PageFile } from '../../store/segment/page-file.ts';
import { readPieces, readSection } from '../../store/segment/read-words.ts';
import { restoreSymbols } from '../../store/segment/restore-symbols.ts';
import type { IndexProperties } from '../../store/segment/segment.ts';
import type { SegmentSymbols } from '../../store/segment/segment-writer.ts';
import { boundary, boundaryByte, recordEnd, renumberTerms } from '../workers/renumber-terms.ts';
import { TermUnion } from './term-union.ts';

export class TextMerger {
  #ids: Uint32Array;
  #length = 0;
  #terms = new TermUnion();

  /** `symbols`: of all segments together. */
  constructor(symbols: number) {
    this.#ids = new Uint32Array(symbols);
  }

  /** Appends the text of the next segment. */
  add(file: PageFile<IndexProperties>, kernel: RestoreVerbs): void {
    const { rows } = file.footer.properties.bwt;
    const text = this.#ids.subarray(this.#length, this.#length + rows);
    restoreSymbols(file, text, kernel);
    this.#length += rows;
    this.#renumber(text, readTerms(file));
  }

  /** The text with the symbols of the whole. */
  finish(
    {
      recordEnds,
      boundaries,
    }: Pick<SegmentSymbols, 'recordEnds'> & { readonly boundaries: number },
    kernel: Pick<Kernel, 'renumberIds'>,
  ): SegmentSymbols {
    const filled = { ids: this.#ids, length: this.#length, analyzer: this.#terms };
    return renumberTerms({ ...filled, recordEnds, boundaries }, kernel);
  }

  /** Symbols of a segment become ids of all segments. */
  #renumber(text: Uint32Array, { bytes, starts }: SegmentTerms): void {
    // By symbol: its id + 1; 0: it has not been met.
    const idOf = new Uint32Array(starts.length);
    const find = (symbol: number): number => {
      const term = bytes.subarray(starts[symbol], starts[symbol + 1]);
      const isBoundary = term.length === 1 && term[0] === boundaryByte;
      return (isBoundary ? boundary : this.#terms.add(term)) + 1;
    };
    for (let i = 0; i < text.length; i++) {
      const symbol = text[i] as number;
      if (symbol === 0) {
        text[i] = recordEnd;
        continue;
      }
      let id = idOf[symbol] as number;
      if (id === 0) {
        id = find(symbol);
        idOf[symbol] = id;
      }
      text[i] = id - 1;
    }
  }
}

interface SegmentTerms {
  readonly bytes: Uint8Array;
  /** By symbol: where its term starts in `bytes`; and where the last one ends. */
  readonly starts: Uint32Array;
}

function readTerms(file: PageFile<IndexProperties>): SegmentTerms {
  const { start, length } = file.section('term_bytes');
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of readPieces(file, start, length)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  const table = readSection(file, 'symbols');
  const { alphabet } = file.footer.properties.bwt;
  const starts = new Uint32Array(alphabet + 1);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    starts[symbol] = table[symbol * symbolWords + 3] as number;
  }
  starts[alphabet] = length;
  return { bytes, starts };
}
