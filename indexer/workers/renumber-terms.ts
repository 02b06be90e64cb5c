// Terms of a segment by falling count: ids in order of first occurrence become symbols.

import { idMarks } from '../../native/array-verbs.ts';
import type { Kernel } from '../../native/kernel.ts';
import type { SegmentSymbols } from '../../store/segment/segment-writer.ts';
import type { CorpusAnalyzer } from '../../text/corpus-analyzer.ts';

/** In the sink: the end of a record, and a boundary inside one. No term has these ids. */
export const { recordEnd, boundary } = idMarks;
/** The term that a boundary is: no text has this byte, so no phrase asks for it. */
export const boundaryByte = 0xff;

/** Ids of a segment's terms, with ends of records and boundaries between them. */
interface FilledSink {
  /** Of at least `length` entries; overwritten. */
  readonly ids: Uint32Array;
  readonly length: number;
  readonly recordEnds: Uint32Array;
  readonly boundaries: number;
  readonly analyzer: Pick<CorpusAnalyzer, 'size' | 'takeTerms'>;
}

/** Symbols by falling count instead of first occurrence; record ends become 0. */
export function renumberTerms(
  { ids, length, recordEnds, boundaries, analyzer }: FilledSink,
  kernel: Pick<Kernel, 'renumberIds'>,
): SegmentSymbols {
  const terms = analyzer.size + (boundaries > 0 ? 1 : 0);
  const order = new Uint32Array(terms);
  const counts = new Uint32Array(terms + 1);
  kernel.renumberIds({ ids: ids.subarray(0, length), order, counts });
  const encoded = analyzer.takeTerms();
  const { bytes, starts } = orderTerms(boundaries > 0 ? withBoundary(encoded) : encoded, order);
  return { symbols: ids, length, recordEnds, termBytes: bytes, termStarts: starts, counts };
}

interface EncodedTerms {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

/** The terms and, last, the boundary's. */
function withBoundary({ bytes, offsets }: EncodedTerms): EncodedTerms {
  const all = new Uint8Array(bytes.length + 1);
  all.set(bytes);
  all[bytes.length] = boundaryByte;
  const ends = new Uint32Array(offsets.length + 1);
  ends.set(offsets);
  ends[offsets.length] = all.length;
  return { bytes: all, offsets: ends };
}

/** The terms' bytes in the order given, and where each starts; symbol 0 has none. */
function orderTerms(
  encoded: EncodedTerms,
  order: Uint32Array,
): { bytes: Uint8Array; starts: Uint32Array } {
  const bytes = new Uint8Array(encoded.bytes.length);
  const starts = new Uint32Array(order.length + 1);
  let at = 0;
  order.forEach((id, i) => {
    const end = encoded.offsets[id + 1] as number;
    starts[i + 1] = at;
    // One by one: most terms are shorter than a view of them takes to make.
    for (let from = encoded.offsets[id] as number; from < end; from++) {
      bytes[at++] = encoded.bytes[from] as number;
    }
  });
  return { bytes, starts };
}
