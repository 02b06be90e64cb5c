// Opens the reader of a source of rows, by its format.

import { jsonlByNumber } from '../jsonl/jsonl.ts';
import { openListOrder } from '../orders/list-order.ts';
import { openLogOrder } from '../orders/log-order.ts';
import { columnFormats, formatNamed, logFormats, tokenFormats } from '../registry.ts';
import { FirstRows } from './first-rows.ts';
import { joinRows } from './joined-rows.ts';
import { orderRows } from './ordered-rows.ts';
import type { RowReader } from './row-reader.ts';
import type { RowsSpec } from './rows-spec.ts';

/**
 * Opens the source's files; the caller closes the reader. Throws what its format's reader does, and the
 * reason of the signal, which ends the search for the records of an order log.
 */
export async function openRows(spec: RowsSpec, signal?: AbortSignal): Promise<RowReader> {
  const { order, wholeBatches = 1 } = spec;
  const all = await openData(spec);
  const loose = all.records % wholeBatches;
  const rows = loose === 0 ? all : new FirstRows(all, all.records - loose);
  if (order === undefined) return rows;
  return orderRows(rows, () =>
    order.kind === 'list' ? openListOrder(rows, order) : openLogOrder(rows, order, signal),
  );
}

function openData(spec: RowsSpec): Promise<RowReader> {
  const { data, wholeBatches } = spec;
  if (spec.kind === 'ids') {
    return formatNamed(tokenFormats, spec.format).open({ ...spec.ids, data, wholeBatches });
  }
  if (spec.kind === 'log') return formatNamed(logFormats, spec.format).open(spec.logged);
  const { open } = formatNamed([...columnFormats, jsonlByNumber], spec.format);
  return joinRows(data, (one) => open(one, spec.fields));
}
