// How much an index holds.

import { join } from 'node:path';
import type { CatalogueSnapshot } from '../store/catalogue/tables.ts';
import { Segment } from '../store/segment/segment.ts';
import { type Consumed, nothingConsumed } from '../store/segment/step-table.ts';

/** Records of a commit; none where nothing has been committed. */
export function countRecords(snapshot: CatalogueSnapshot | undefined): number {
  return snapshot?.segments.reduce((sum, { records }) => sum + records, 0) ?? 0;
}

/** Amounts at the end of the last segment. */
export function consumedBy(directory: string, before: CatalogueSnapshot | undefined): Consumed {
  const last = before?.segments.at(-1);
  if (last === undefined) return nothingConsumed;
  const { firstRank, records, index } = last;
  const path = join(directory, index.name);
  using segment = Segment.open(
    { firstRank, records, index: { ...index, path }, text: undefined },
    { mapFile: () => undefined, cacheBytes: 1 << 20 },
  );
  return segment.steps.entry(segment.steps.length - 1).end;
}
