// Which records of an index are asked for: those of some steps, or some ranks, as a range of ranks.

import { IndexError } from '../../errors.ts';
import type { LocalRecord, Rank, Step } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';

/** Records of steps, or of ranks, in [start, end). */
export type RecordQuestion =
  | { readonly unit: 'step'; readonly start: Step; readonly end: Step }
  | ({ readonly unit: 'rank' } & RankRange);

/** Ranks [start, end). */
export interface RankRange {
  readonly start: Rank;
  readonly end: Rank;
}

/** Records of one segment, in order. */
export interface LocalRecords {
  readonly segment: Segment;
  readonly records: Iterable<LocalRecord>;
}

/**
 * The ranks of a question; none where none of its steps consumed a record. Throws `bad_argument` for a
 * range without a number, or one that ends behind the last step or record of the index.
 */
export function planRecords(snapshot: Snapshot, question: RecordQuestion): RankRange {
  requireIndexed(snapshot, question);
  if (question.unit === 'rank') return { start: question.start, end: question.end };
  return {
    start: rankAfter(snapshot, question.start - 1),
    end: rankAfter(snapshot, question.end - 1),
  };
}

/** Throws `bad_argument` for a step behind the last one. */
export function requireStep(snapshot: Snapshot, step: Step): void {
  requireIndexed(snapshot, { unit: 'step', start: step, end: step + 1 });
}

/** The records of a range of ranks, by segment. */
export function* recordsIn(
  { segments }: Snapshot,
  { start, end }: RankRange,
): Generator<LocalRecords, void, undefined> {
  for (const segment of segments) {
    const { firstRank } = segment;
    const from = Math.max(0, start - firstRank);
    const to = Math.min(segment.records, end - firstRank);
    if (from < to) yield { segment, records: range(from, to) };
  }
}

function* range(start: number, end: number): Generator<number, void, undefined> {
  for (let i = start; i < end; i++) yield i;
}

/** Throws `bad_argument` for a range without a number, or one that ends behind the last step or record. */
export function requireIndexed(
  { records, firstStep, lastStep }: Pick<Snapshot, 'records' | 'firstStep' | 'lastStep'>,
  { unit, start, end }: RecordQuestion,
): void {
  if (start >= end) {
    throw new IndexError(
      'bad_argument',
      `${unit}s ${start}:${end}: the range holds no ${unit}: expected A:B with A before B, which is from A to B - 1`,
      { found: `${start}:${end}` },
    );
  }
  const [first, last, note] =
    unit === 'rank' ? [0, records - 1, ', as ranks count from 0'] : [firstStep, lastStep, ''];
  if (records > 0 && end - 1 <= last) return;
  const [asked, expected] =
    end - start === 1
      ? [`${unit} ${start}`, `a ${unit}`]
      : [`${unit}s ${start}:${end}`, `${unit}s`];
  const has =
    records === 0
      ? 'holds no record'
      : `ends at ${unit} ${last}${note}: expected ${expected} from ${first} to ${last}`;
  throw new IndexError('bad_argument', `${asked} was asked for, but the index ${has}`, {
    found: end - 1,
    expected: last,
  });
}

/** The rank of the first record that was consumed after `step`. */
function rankAfter({ segments, records }: Snapshot, step: Step): Rank {
  for (const segment of segments) {
    const local = segment.steps.recordsBy(step);
    if (local < segment.records) return segment.firstRank + local;
  }
  return records;
}
