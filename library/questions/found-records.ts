// The records that a question is about, to be walked once, as lines of JSON or one by one.

import { type LineOptions, walkRecordLines } from '../../exposure/records/record-lines.ts';
import {
  type LocalRecords,
  planRecords,
  type RecordQuestion,
  recordsIn,
} from '../../exposure/records/record-range.ts';
import { remarksOnRecords, remarksOnTexts } from '../../exposure/records/record-remarks.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import type { QuestionRemark } from './question-remarks.ts';

/** Records of steps, or of ranks, in [start, end). */
export interface RecordSteps {
  readonly unit: RecordQuestion['unit'];
  readonly start: number;
  readonly end: number;
}

/** A record with its place. */
export interface PlacedRecord {
  readonly step: number;
  readonly rank: number;
  readonly id: string | null;
  readonly source: string;
  /** Line, element or row of the source, 1-based. */
  readonly line: number;
  /** The text between boundaries; undefined: none is stored, or none is asked for. */
  readonly parts: readonly string[] | undefined;
}

interface Found {
  readonly found: Iterable<LocalRecords | undefined>;
  readonly withText: boolean;
  readonly remarks: readonly QuestionRemark[];
  readonly count?: number;
}

export class FoundRecords {
  /** How many there are; undefined: not known before they are found. */
  readonly count: number | undefined;
  /** Records that are not as one may expect: there is none, or it has no text. */
  readonly remarks: readonly QuestionRemark[];
  #snapshot: Snapshot;
  #found: Iterable<LocalRecords | undefined>;
  #withText: boolean;

  constructor(snapshot: Snapshot, { found, withText, remarks, count }: Found) {
    this.count = count;
    this.remarks = remarks;
    this.#snapshot = snapshot;
    this.#found = found;
    this.#withText = withText;
  }

  /** Lines of JSON in chunks, and `undefined` where a caller with other work can pause. */
  lines(limit?: number): Generator<Buffer | undefined, void, undefined> {
    const options: LineOptions = { snapshot: this.#snapshot, withText: this.#withText, limit };
    return walkRecordLines(this.#found, options);
  }

  *walk(): Generator<PlacedRecord, void, undefined> {
    for (const some of this.#found) {
      if (some === undefined) continue;
      const { segment, records } = some;
      const { recordTable, steps, firstRank, texts } = segment;
      for (const record of records) {
        yield {
          ...this.#snapshot.locate(recordTable.position(record)),
          step: steps.stepOf(record),
          rank: firstRank + record,
          id: recordTable.id(record),
          parts: this.#withText ? texts?.parts(record) : undefined,
        };
      }
    }
  }
}

/** The records of steps or ranks. Throws `bad_argument` for a range without one, or behind the index. */
export function findRecords(
  opened: OpenSnapshot,
  question: RecordSteps,
  withText: boolean,
): FoundRecords {
  const snapshot = snapshotOf(opened);
  const ranks = planRecords(snapshot, question);
  const remarks = remarksOnRecords(snapshot, { question, ranks, withText });
  const count = ranks.end - ranks.start;
  return new FoundRecords(snapshot, {
    ...{ found: recordsIn(snapshot, ranks), withText, remarks, count },
  });
}

/** What is remarked of records that are asked for with their texts. */
export function textRemarks(snapshot: Snapshot, withText: boolean): readonly QuestionRemark[] {
  return withText ? remarksOnTexts(snapshot) : [];
}
