// Feeds a source of rows: parts of it, up to its end or that of the run, as pairs of numbers.

import type { SourceRow } from '../store/catalogue.ts';
import type { Feeding } from './feeding.ts';
import type { SourceReach } from './range-dealer.ts';
import { hashFiles, identityOf } from './resume-rows.ts';
import { openRows } from './rows/open-rows.ts';
import type { RowReader, RowsSpec } from './rows/row-reader.ts';

/** About so much text is a part that a worker reads at once. */
const partBytes = 1 << 20;

/** Gives how far it came; undefined: nothing of it was fed. */
export async function feedRows(
  { spec, row }: { readonly spec: RowsSpec; readonly row: SourceRow },
  { pool, dealer, feedEnd, signal, rangeBytes }: Feeding,
): Promise<SourceReach | undefined> {
  using reader = await openRows(spec);
  const files = await hashFiles(reader.files, signal);
  const { records, dropped } = reader;
  const all = { ...row, ...identityOf(files), files, ...(dropped !== undefined && { dropped }) };
  pool.openRows(row.id, spec);
  let start = row.lines;
  while (start < records && !(await feedEnd.isReached())) {
    signal.throwIfAborted();
    const { end, bytes } = reader.batchEnd(start, Math.min(partBytes, rangeBytes));
    const range = dealer.rangeFor(bytes);
    const rows = { start, end, bytes };
    const part = { most: { records: end - start }, lastStep: () => lastStepOfRows(reader, rows) };
    const stoppedAt = await feedEnd.send(part, (limit) =>
      pool.sendRows({ range, rows, source: row.id, ...(limit !== undefined && { limit }) }),
    );
    const last = stoppedAt ?? end;
    if (last > start) dealer.note({ ...all, lines: last });
    start = last;
  }
  if (start < records) {
    if (start === row.lines) return undefined;
    const left = `records after the first ${start} of ${records}`;
    const reach = { ...all, lines: start };
    return dealer.noteCut(reach, dropped === undefined ? left : `${dropped}, ${left}`);
  }
  dealer.rangeFor(0);
  const whole = { ...all, lines: records, complete: true };
  dealer.note(whole);
  return whole;
}

/** The step of the last of the rows that is a record. */
async function lastStepOfRows(
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
