// Which column chunks of a row group come over the net together: small ones that lie side by side.
//
// A request costs a round trip, as much as some hundred kB. Large chunks are asked for as they are read.

import type { ColumnMetaData } from 'hyparquet/src/types.js';

interface ChunkRange {
  readonly start: number;
  readonly end: number;
}

/** Of chunks that are joined, all together. */
const maxJoinedBytes = 1 << 20;
/** Of it, bytes between the chunks, which are not used. */
const maxGapShare = 0.1;

/** Where a column chunk lies: from its dictionary, if it has one, to the end of its last page. */
export function chunkRange(metadata: ColumnMetaData): ChunkRange {
  const { dictionary_page_offset, data_page_offset, total_compressed_size } = metadata;
  const first = Number(data_page_offset);
  const start = Math.min(Number(dictionary_page_offset || first), first);
  return { start, end: start + Number(total_compressed_size) };
}

/** Ranges of two chunks or more, in order of bytes; chunks that are in none are left to their pages. */
export function planLoads(chunks: Iterable<ColumnMetaData>): ChunkRange[] {
  const ranges = Array.from(chunks, chunkRange).sort((a, b) => a.start - b.start);
  const joined: { start: number; end: number; used: number; chunks: number }[] = [];
  for (const { start, end } of ranges) {
    const last = joined.at(-1);
    const used = (last?.used ?? 0) + end - start;
    const all = end - (last?.start ?? start);
    const fits = last !== undefined && all <= maxJoinedBytes && all - used <= used * maxGapShare;
    if (fits) Object.assign(last, { end: Math.max(end, last.end), used, chunks: last.chunks + 1 });
    else joined.push({ start, end, used: end - start, chunks: 1 });
  }
  return joined.filter((one) => one.chunks > 1).map(({ start, end }) => ({ start, end }));
}
