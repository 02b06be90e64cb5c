// The records of a corpus in training order, with rank and step, without an index: as an index
// would take them, source by source, in this thread.

import type { IndexError } from '../errors.ts';
import type { BadRecord } from '../formats/lines/decode-batch.ts';
import { leftOutOf } from '../store/catalogue/left-out.ts';
import type { Corpus } from './corpus.ts';
import { describeBehind, labelSource } from './describe-behind.ts';
import { distinctPlans } from './distinct-plans.ts';
import { missingTokenizer, openReading } from './open-reading.ts';
import { type FeedPlan, nameOfPlan } from './plan-run.ts';
import { requireEnough } from './require-end.ts';
import { allSkipped, requireRecord } from './require-record.ts';
import { planRunEnd } from './run-end.ts';
import { RunMeter } from './run-meter.ts';
import { findPace } from './step-rule.ts';
import { tellLeftOut } from './tell-left-out.ts';
import type { WalkEvent, WalkedRecord, WalkOptions } from './walk.ts';
import { newSourceEnd, type SourceEnd, walkSource } from './walk-source.ts';

/**
 * All records from `fromRank` on; returns how many there are in all. Throws the errors of a build for
 * them, and for those before that were not passed over.
 */
export async function* walkCorpus(
  corpus: Corpus,
  walk: WalkOptions,
): AsyncGenerator<WalkedRecord, number> {
  const { steps, reading: how } = corpus;
  const { fromRank = 0 } = walk;
  let firstBad: BadRecord | undefined;
  const onEvent = (event: WalkEvent) => {
    if (event.kind === 'record-skipped') firstBad ??= event.bad;
    walk.onEvent?.(event);
  };
  if (how.holdsTokens && how.tokenizer === undefined) {
    throw missingTokenizer(corpus, ' to read records as text');
  }
  const reading = await openReading(corpus, false, onEvent);
  const end = planRunEnd(corpus);
  const meter = new RunMeter(corpus, end);
  const pace = findPace(steps);
  const needsAll = end?.unit === 'step' || (pace !== undefined && pace.unit !== 'records');
  const mayPass = end?.unit === 'records' ? Math.min(fromRank, end.amount) : fromRank;
  const onRepeated = (name: string) => onEvent({ kind: 'source-skipped', name });
  const empty: IndexError[] = [];
  const onEmpty = (error: IndexError, name: string) => {
    empty.push(error);
    onEvent({ kind: 'source-empty', name });
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
    yield* walkSource(plan, found, { ...walk, onEvent, reading, meter, pass, onEmpty });
  }
  requireRecord(empty, ends.length);
  if (firstBad !== undefined && meter.reached.records === 0) throw skippedAll(ends, firstBad);
  if (end !== undefined && !meter.isOver) requireEnough(end, meter.reached);
  tellEnds(ends, behind, onEvent);
  return meter.reached.records;
}

function skippedAll(ends: readonly SourceEnd[], first: BadRecord): IndexError {
  const count = ends.reduce((sum, { skipped }) => sum + skipped, 0);
  return allSkipped({ sources: ends.map(({ name }) => name), count, first });
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
