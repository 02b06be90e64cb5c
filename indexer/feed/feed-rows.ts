// Feeds a source of rows: parts of it, up to its end or that of the run, as pairs of numbers.

import { noRecords } from '../../corpus/require-record.ts';
import { openRows } from '../../formats/rows/open-rows.ts';
import type { RowReader } from '../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import { emptyFiles } from '../../store/catalogue/empty-sources.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import type { Fed, Feeding } from './feeding.ts';
import { hashFiles, joinIdentities } from './resume-rows.ts';

/** About so much text is a part that a worker reads at once. */
const partBytes = 1 << 20;

export async function feedRows(
  { spec, source }: { readonly spec: RowsSpec; readonly source: SourceRow },
  { pool, dealer, feedEnd, signal, rangeBytes, onEvent }: Feeding,
): Promise<Fed> {
  using reader = await openRows(spec);
  const files = await hashFiles(reader.files, signal);
  const { records, dropped } = reader;
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
    const { end, bytes } = reader.batchEnd(start, Math.min(partBytes, rangeBytes));
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
  const reach = dealer.noteEnd({ ...all, lines: records, complete: true });
  if (records === 0) return { empty: noRecords(spec, reader) };
  for (const { name } of emptyFiles(files)) onEvent?.({ kind: 'source-empty', name });
  return { reach };
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
