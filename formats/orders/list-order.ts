// An order file: record numbers in consumed order.

import { emptyFiles } from '../../store/catalogue/empty-sources.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { checkOrder } from './check-order.ts';
import type { ListOrder } from './named-order.ts';
import { NumberFile } from './number-file.ts';
import type { RecordOrder } from './record-order.ts';

/** Opens the order of these rows; throws `order_invalid` where it is too short. */
export function openListOrder(
  rows: RowReader,
  { dtype, file: path, samples, repeats }: ListOrder,
): RecordOrder {
  const numbers = new NumberFile(path, dtype);
  const { length, file } = numbers;
  const entries = samples ?? length;
  const { name, sizeBytes } = file;
  if (
    numbers.shape.length > 1 ||
    entries > length ||
    (samples === undefined && length < rows.records)
  ) {
    const expected = samples ?? rows.records;
    numbers.close();
    throw file.refuse(
      'order_invalid',
      `has ${length} entries, expected ${expected}: ${samples === undefined ? 'one for each record (where fewer were consumed, say how many with "samples")' : 'as many as "samples" says'}`,
      { found: length, expected },
    );
  }
  return {
    entries,
    left: entries === length ? undefined : `${length - entries} entries of the order`,
    files: [{ ...path, name, role: 'order', sizeBytes }],
    at: (entry) => numbers.at(entry),
    check(signal) {
      const empty = emptyFiles(rows.files).map((one) => one.name);
      checkOrder(numbers, { entries, records: rows.records, repeats, empty, signal });
    },
    close: () => numbers.close(),
  };
}
