// All records of an index, as its files have them.

import type { Snapshot } from '../../../store/snapshot.ts';

export interface StoredRecord {
  readonly parts: readonly string[];
  readonly id: string | null;
  readonly step: number;
  readonly source: string;
  readonly line: number;
}

export function recordsOf(snapshot: Snapshot): StoredRecord[] {
  return snapshot.segments.flatMap((segment) =>
    Array.from({ length: segment.records }, (_, record) => ({
      parts: segment.texts?.parts(record) ?? [],
      id: segment.recordTable.id(record),
      step: segment.steps.stepOf(record),
      ...snapshot.locate(segment.recordTable.position(record)),
    })),
  );
}
