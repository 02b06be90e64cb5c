// Records that were asked for and are not as one may expect: there is none, or it has no text.

import { formatStep } from '../../errors/format-step.ts';
import type { Rank, Step } from '../../store/ids.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { RankRange, RecordQuestion } from './record-range.ts';

interface RecordRemark {
  readonly code: 'step_without_record' | 'text_not_stored';
  /** A sentence: what there is. */
  readonly message: string;
}

interface PlannedRecords {
  readonly question: RecordQuestion;
  readonly ranks: RankRange;
  /** Whether texts are asked for. */
  readonly withText: boolean;
}

/** Of each code at most one. */
export function remarksOnRecords(snapshot: Snapshot, planned: PlannedRecords): RecordRemark[] {
  const { question, ranks, withText } = planned;
  if (ranks.start >= ranks.end) {
    const { start } = ranks;
    const near = [start - 1, start].flatMap((rank) => stepOf(snapshot, rank) ?? []);
    return [describeNoRecord(question, near)];
  }
  return withText ? remarksOnTexts(snapshot) : [];
}

/** Of an index that stores no texts. */
export function remarksOnTexts({ settings, resolution }: Snapshot): RecordRemark[] {
  const code = 'text_not_stored';
  if (resolution === 'step') {
    const message = 'This index was built with --resolution step: it has neither ids nor texts.';
    return [{ code, message }];
  }
  if (settings.storesText) return [];
  return [{ code, message: 'This index was built with --no-text: its records have no text.' }];
}

/** `near`: the steps with records before and behind the question's, one of them or both. */
export function describeNoRecord(
  { start: first, end: behind }: Pick<RecordQuestion, 'start' | 'end'>,
  near: readonly Step[],
): RecordRemark {
  const asked =
    behind - first === 1
      ? `Step ${formatStep(first)}`
      : `Each of the steps ${formatStep(first)} to ${formatStep(behind - 1)}`;
  const steps = near.map(formatStep);
  const others =
    steps.length === 1
      ? `nearest step that did is ${steps}`
      : `nearest that did are ${steps.join(' and ')}`;
  return { code: 'step_without_record', message: `${asked} consumed no record; the ${others}.` };
}

/** Undefined: there is no record of that rank. */
function stepOf({ segments }: Snapshot, rank: Rank): Step | undefined {
  const segment = segments.find(({ firstRank, records }) => {
    return rank >= firstRank && rank < firstRank + records;
  });
  return segment?.steps.stepOf(rank - segment.firstRank);
}
