// The records of a corpus in training order, with rank and step, without an index: as an index
// would take them, source by source, in this thread.

import type { IndexError } from '../errors.ts';
import type { BadRecord } from '../formats/lines/decode-batch.ts';
import { leftOutOf } from '../store/catalogue/left-out.ts';
import type { Corpus } from './corpus.ts';
import { describeBehind, labelSource } from './describe-behind.ts';
import { distinctPlans } from './distinct-plans.ts';
import type { TokenizerEvent } from './load-tokenizer.ts';
import { missingTokenizer, openReading } from './open-reading.ts';
import { type FeedPlan, nameOfPlan } from './plan-run.ts';
import { requireEnough } from './require-end.ts';
import { requireRecord } from './require-record.ts';
import { planRunEnd } from './run-end.ts';
import { RunMeter } from './run-meter.ts';
import type { RunRecord } from './shape-record.ts';
import { findPace } from './step-pace.ts';
import { type LeftOutEvent, tellLeftOut } from './tell-left-out.ts';
import { newSourceEnd, type SourceEnd, walkSource } from './walk-source.ts';

export interface WalkedRecord {
  readonly rank: number;
  readonly step: number;
  readonly record: RunRecord;
  /** Its text between boundaries that no phrase crosses. */
  readonly parts: readonly string[];
  readonly source: string;
  /** Line, element, document or row of the source, from 1 on. */
  readonly line: number;
  readonly epoch: number;
}

export interface WalkOptions {
  readonly signal: AbortSignal;
  /** The first rank that is wanted; records before it are passed over where nothing hangs on them. */
  readonly fromRank?: number;
  readonly onBadRecord?: 'fail' | 'skip';
  readonly onEvent?: (event: WalkEvent) => void;
}

export type WalkEvent =
  /** A source that was named before. */
  | { readonly kind: 'source-skipped'; readonly name: string }
  /** So many bytes of text are about to be decoded. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** It holds no record. */
  | { readonly kind: 'source-empty'; readonly name: string }
  | TokenizerEvent
  /** Something of a source was left out. */
  | { readonly kind: 'not-consumed'; readonly name: string; readonly dropped: string }
  | LeftOutEvent
  | { readonly kind: 'record-skipped'; readonly name: string; readonly bad: BadRecord };

/**
 * All records from `fromRank` on; returns how many there are in all. Throws the errors of a build for
 * them, and for those before that were not passed over.
 */
export async function* walkCorpus(
  corpus: Corpus,
  walk: WalkOptions,
): AsyncGenerator<WalkedRecord, number> {
  const { steps, reading: how } = corpus;
  const { fromRank = 0, onEvent } = walk;
  if (how.holdsTokens && how.tokenizer === undefined) {
    throw missingTokenizer(corpus, ' to read records as text');
  }
  const reading = await openReading(corpus, false, onEvent);
  const end = planRunEnd(corpus);
  const meter = new RunMeter(corpus, end);
  const pace = findPace(steps);
  const needsAll = end?.unit === 'step' || (pace !== undefined && pace.unit !== 'records');
  const mayPass = end?.unit === 'records' ? Math.min(fromRank, end.amount) : fromRank;
  const onRepeated = (name: string) => onEvent?.({ kind: 'source-skipped', name });
  const empty: IndexError[] = [];
  const onEmpty = (error: IndexError, name: string) => {
    empty.push(error);
    onEvent?.({ kind: 'source-empty', name });
  };
  const ends: SourceEnd[] = [];
  const behind: FeedPlan[] = [];
  for (const plan of distinctPlans(corpus.sources, onRepeated)) {
    if (meter.isOver) {
      behind.push(plan);
      continue;
    }
    const found = newSourceEnd(plan);
    ends.push(found);
    const pass = needsAll ? 0 : Math.max(0, mayPass - meter.reached.records);
    yield* walkSource(plan, found, { ...walk, reading, meter, pass, onEmpty });
  }
  requireRecord(empty, ends.length);
  if (end !== undefined && !meter.isOver) requireEnough(end, meter.reached);
  tellEnds(ends, behind, onEvent);
  return meter.reached.records;
}

/** Says how much was not consumed, left out or changed; `behind` are the sources behind the end. */
function tellEnds(
  ends: readonly SourceEnd[],
  behind: readonly FeedPlan[],
  onEvent: WalkOptions['onEvent'],
): void {
  if (behind.length > 0) {
    const labels = behind.map((plan) => labelSource(nameOfPlan(plan), plan.epoch));
    ends.at(-1)?.dropped.push(describeBehind(labels));
  }
  for (const { name, dropped } of ends) {
    if (dropped.length === 0) continue;
    onEvent?.({ kind: 'not-consumed', name, dropped: dropped.join(', ') });
  }
  const left = ends.map((found) => ({ name: found.name, ...leftOutOf(found) }));
  tellLeftOut(left, onEvent);
}
