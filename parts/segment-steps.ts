// The steps of a segment where they are counted: from what lies before it, and before its last record.

import { join } from 'node:path';
import type { SegmentRow } from '../store/catalogue/segment-row.ts';
import { findStep } from '../store/segment/pace.ts';
import { PageFile } from '../store/segment/page-file.ts';
import { RecordAmounts } from '../store/segment/record-amounts.ts';
import { type StepPlace, StepTable } from '../store/segment/step-table.ts';

interface CountedPlace extends StepPlace {
  readonly pace: NonNullable<StepPlace['pace']>;
}

/** `directory` is that of the shard. A segment has a record at least. */
export function stepsOf(
  directory: string,
  { index, records }: SegmentRow,
  place: CountedPlace,
): { firstStep: number; lastStep: number } {
  const { pace, before } = place;
  if (pace.unit === 'records') {
    const stepAt = (rank: number) => findStep(pace, rank).step;
    return { firstStep: stepAt(before.records), lastStep: stepAt(before.records + records - 1) };
  }
  const file = PageFile.open(
    join(directory, index.name),
    { mapFile: () => undefined, cacheBytes: 1 << 20 },
    index,
  );
  try {
    const { firstStep, lastStep } = new StepTable(file, new RecordAmounts(file), place);
    return { firstStep, lastStep };
  } finally {
    file.close();
  }
}
