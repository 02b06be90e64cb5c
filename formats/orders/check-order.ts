// Whether an order can be what a model was fed: existing records, each at most once.
//
// A broken order looks like data (PolyPythias' seed 2 order is 92 % zeros): so it is read whole
// before anything is indexed, with one bit a record.

import type { NumberFile } from './number-file.ts';

interface OrderCheck {
  /** How many entries are consumed. */
  readonly entries: number;
  /** How many records there are. */
  readonly records: number;
  readonly repeats: boolean;
  /** Files of the records that have no bytes, by name. */
  readonly empty?: readonly string[];
  readonly signal: AbortSignal;
}

/** Throws `order_invalid` for an entry outside the records, and for a second one unless `repeats`. */
export function checkOrder(order: NumberFile, check: OrderCheck): void {
  const { entries, records, repeats, empty = [], signal } = check;
  const seen = new Uint32Array(Math.ceil(records / 32));
  let again = 0;
  let zeros = 0;
  let firstAgain = -1;
  for (let i = 0; i < entries; i++) {
    if (i % 65_536 === 0) signal.throwIfAborted();
    const record = order.at(i);
    if (!(record >= 0 && record < records)) {
      const noBytes = empty.length === 0 ? '' : ` (no bytes in ${empty.join(', ')})`;
      throw order.file.refuse(
        'order_invalid',
        `names record ${record} at entry ${i} (byte ${order.byteOf(i)}); there are ${records}, from 0 on${noBytes}`,
        { entry: i, byte: order.byteOf(i), found: record, expected: records },
      );
    }
    if (record === 0) zeros++;
    const bit = 1 << (record & 31);
    const word = Math.floor(record / 32);
    if (((seen[word] as number) & bit) !== 0) {
      again++;
      if (firstAgain < 0) firstAgain = i;
    }
    seen[word] = (seen[word] as number) | bit;
  }
  if (again === 0 || repeats) return;
  const filled = zeros > 1 ? ` (${zeros} of them are 0, as in a file that was not filled)` : '';
  throw order.file.refuse(
    'order_invalid',
    `names ${again} of ${entries} records a second time${filled}, first record ${order.at(firstAgain)} at entry ${firstAgain} (byte ${order.byteOf(firstAgain)}): expected each once. If repeats are meant, say "repeats": true in the order.`,
    { entry: firstAgain, byte: order.byteOf(firstAgain), found: again, expected: 0 },
  );
}
