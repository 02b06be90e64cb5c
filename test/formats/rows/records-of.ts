// All records of an index, as its files have them.

import type { LocalRecord } from '../../../store/ids.ts';
import { TextCursor } from '../../../store/segment/text-cursor.ts';
import { boundaryByte } from '../../../store/segment/text-store.ts';
import type { Snapshot } from '../../../store/snapshot.ts';

export interface StoredRecord {
  readonly parts: readonly string[];
  readonly id: string | null;
  readonly step: number;
  readonly source: string;
  readonly line: number;
}

export function recordsOf(snapshot: Snapshot): StoredRecord[] {
  return snapshot.segments.flatMap((segment) => {
    // Texts in order: a block of some hundred of them is decompressed once.
    const cursor = segment.texts && new TextCursor(segment.texts);
    return Array.from({ length: segment.records }, (_, record) => ({
      parts: cursor ? partsOf(cursor, record as LocalRecord) : [],
      id: segment.recordTable.id(record),
      step: segment.steps.stepOf(record),
      ...snapshot.locate(segment.recordTable.position(record)),
    }));
  });
}

function partsOf(cursor: TextCursor, record: LocalRecord): string[] {
  const bytes = Buffer.concat([...cursor.walk(record)]);
  const parts: string[] = [];
  for (let start = 0; ; ) {
    const end = bytes.indexOf(boundaryByte, start);
    parts.push(bytes.toString('utf8', start, end < 0 ? bytes.length : end));
    if (end < 0) return parts;
    start = end + 1;
  }
}
