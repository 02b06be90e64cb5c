// Feeds a source of rows: parts of it, up to its end or that of the run, as pairs of numbers.

import { noRecords } from '../../corpus/require-record.ts';
import { openRows } from '../../formats/rows/open-rows.ts';
import type { RowReader } from '../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import { emptyFiles } from '../../store/catalogue/empty-sources.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import type { Fed, Feeding } from './feeding.ts';
import { type Piece, requirePlanned } from './piece.ts';
import { hashFiles, joinIdentities } from './resume-rows.ts';

/** About so much text is a part that a worker reads at once. */
const partBytes = 1 << 20;

interface RowsFeed {
  readonly spec: RowsSpec;
  readonly source: SourceRow;
  readonly piece?: Piece | undefined;
}

export async function feedRows(
  { spec, source, piece }: RowsFeed,
  { pool, dealer, feedEnd, signal, rangeBytes, onEvent }: Feeding,
): Promise<Fed> {
  using reader = await openRows(spec);
  const files = await hashFiles(reader.files, signal);
  if (piece !== undefined) requirePlanned(source.name, piece.expected, joinIdentities(files));
  const { dropped } = reader;
  const records = piece?.to?.lines ?? reader.records;
  const all = {
    ...source,
    ...joinIdentities(files),
    files,
    ...(dropped !== undefined && { dropped }),
  };
  if (records > 0) pool.openRows(source.id, spec);
  let start = source.lines;
  while (start < records && !(await feedEnd.isReached())) {
    signal.throwIfAborted();
    const { end, bytes } = batchWithin(
      reader,
      { start, end: records },
      Math.min(partBytes, rangeBytes),
    );
    const range = dealer.rangeFor(bytes);
    const rows = { start, end, bytes };
    const message = { kind: 'rows', range, rows, source: source.id } as const;
    const part = { max: { records: end - start }, lastStep: () => readLastStep(reader, rows) };
    let isNoted = false;
    const stoppedAt = await feedEnd.send(part, (limit) => {
      if (limit !== undefined) return pool.send({ ...message, limit });
      dealer.note({ ...all, lines: end });
      isNoted = true;
      return pool.send(message);
    });
    const last = stoppedAt ?? end;
    if (!isNoted && last > start) dealer.note({ ...all, lines: last });
    start = last;
  }
  if (start < records) {
    if (start === source.lines) return { reach: undefined };
    const left = `records after the first ${start} of ${records}`;
    const reach = { ...all, lines: start };
    const cut = dropped === undefined ? left : `${dropped}, ${left}`;
    return { reach: dealer.noteCut(reach, cut) };
  }
  // A later piece goes on here.
  if (piece?.isLast === false) return { reach: dealer.noteEnd({ ...all, lines: records }) };
  const reach = dealer.noteEnd({ ...all, lines: records, complete: true });
  if (records === 0) return { empty: noRecords(spec, reader) };
  for (const { name } of emptyFiles(files)) onEvent?.({ kind: 'source-empty', name });
  return { reach };
}

/** The next batch of the rows, which may end before those of the reader do. */
function batchWithin(
  reader: RowReader,
  rows: { readonly start: number; readonly end: number },
  budgetBytes: number,
): { end: number; bytes: number } {
  const { end, bytes } = reader.batchEnd(rows.start, budgetBytes);
  if (end <= rows.end) return { end, bytes };
  const share = (rows.end - rows.start) / (end - rows.start);
  return { end: rows.end, bytes: Math.ceil(bytes * share) };
}

/** The step of the last of the rows that is a record. */
async function readLastStep(
  reader: RowReader,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<number | undefined> {
  for (let at = end - 1; at >= start; at--) {
    for await (const rows of reader.read(at, at + 1)) {
      for (const row of rows) if ('step' in row) return row.step;
    }
  }
  return undefined;
}
