// Rows of equal length cut from a stream of ids, over all files at once or file by file.

import { partAt } from '../rows/part-at.ts';
import type { TokenStream } from './token-file.ts';
import type { TokenLayout } from './token-rows.ts';

interface FixedRows {
  readonly rowTokens: number;
  /** From the start of a row to the next one's. */
  readonly rowStride: number;
  /** Each file is cut by itself; else they are one stream. */
  readonly byFile: boolean;
  /** With it a file's last rows that fill no batch of so many are not consumed. */
  readonly wholeBatches: number | undefined;
}

export function fixedLayout(stream: TokenStream, rows: FixedRows): TokenLayout {
  const { rowTokens, rowStride, byFile, wholeBatches } = rows;
  const parts: { start: number; firstRow: number; rows: number }[] = [];
  const bounds = byFile ? stream.starts : [0, stream.tokens];
  let records = 0;
  let shortTokens = 0;
  let looseRows = 0;
  let tokensBetween = 0;
  for (const [i, start] of bounds.slice(0, -1).entries()) {
    const tokens = (bounds[i + 1] as number) - start;
    const whole = tokens < rowTokens ? 0 : Math.floor((tokens - rowTokens) / rowStride) + 1;
    const taken = wholeBatches === undefined ? whole : whole - (whole % wholeBatches);
    looseRows += whole - taken;
    shortTokens += tokens - (whole === 0 ? 0 : (whole - 1) * rowStride + rowTokens);
    tokensBetween += Math.max(0, rowStride - rowTokens) * Math.max(0, whole - 1);
    parts.push({ start, firstRow: records, rows: taken });
    records += taken;
  }
  const dropped: string[] = [];
  if (shortTokens > 0) dropped.push(`tokens of short last rows: ${shortTokens}`);
  if (tokensBetween > 0) dropped.push(`tokens between rows: ${tokensBetween}`);
  if (looseRows > 0) dropped.push(`rows of last batches that are not whole: ${looseRows}`);
  return {
    records,
    rowsOfFiles: byFile
      ? parts.map((part) => part.rows)
      : rowsBeginning(stream, rowStride, records),
    dropped: dropped.length === 0 ? undefined : dropped.join(', '),
    meanTokens: rowTokens,
    spans(record) {
      const part = partAt(parts, record);
      return [{ start: part.start + (record - part.firstRow) * rowStride, count: rowTokens }];
    },
    line: (record) => record + 1,
    files: [],
  };
}

/** How many of the stream's rows begin in each of its files. */
function rowsBeginning({ starts }: TokenStream, stride: number, records: number): number[] {
  const before = starts.map((start) => Math.min(records, Math.ceil(start / stride)));
  before[before.length - 1] = records;
  return before.slice(1).map((end, i) => end - (before[i] as number));
}
