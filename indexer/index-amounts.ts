// How much an index holds.

import type { CatalogueSnapshot } from '../store/catalogue/tables.ts';
import { addAmounts, type Consumed, nothingConsumed } from '../store/segment/record-amounts.ts';

/** Amounts of a commit; nothing where none has been made. */
export function sumAmounts(snapshot: CatalogueSnapshot | undefined): Consumed {
  return snapshot?.segments.reduce<Consumed>(addAmounts, nothingConsumed) ?? nothingConsumed;
}
