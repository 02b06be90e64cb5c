// The records of a corpus in training order, with rank and step, without an index: as an index
// would take them, source by source, in this thread.

import { IndexError } from '../errors.ts';
import type { BadRecord } from '../formats/lines/decode-batch.ts';
import { holdsTokens } from '../formats/run-keys.ts';
import { placeFile } from '../formats/run-place.ts';
import { distinctPlans } from '../indexer/feed/plan-feeds.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { describeBehind, labelOf } from './describe-behind.ts';
import type { TokenizerEvent } from './load-tokenizer.ts';
import type { Corpus, CorpusOptions } from './plan-corpus.ts';
import { type FeedPlan, nameOfPlan } from './plan-run.ts';
import type { Run } from './read-run.ts';
import { requireRecord } from './require-record.ts';
import { isBehind, nothingConsumed, planRunEnd, requireEnough } from './run-end.ts';
import { countWords, partsOf, type RunRecord } from './shape-record.ts';
import { requireRisingStep, type StepRule, stepOfRank } from './step-rule.ts';
import { type LeftOutEvent, tellLeftOut } from './tell-left-out.ts';
import { type Reading, type SourceTally, visitSource } from './visit-source.ts';

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
 * All records from `fromRank` on; returns how many there are in all. Throws what an index would for
 * what is wrong with them, and with those before that were not passed over.
 */
export async function* walkCorpus(
  corpus: Corpus,
  options: CorpusOptions,
  walk: WalkOptions,
): AsyncGenerator<WalkedRecord, number> {
  const reading = await readingOf(corpus.run, options, walk.onEvent);
  const { rule } = reading;
  const { fromRank = 0, onEvent } = walk;
  const onRepeated = (name: string) => onEvent?.({ kind: 'source-skipped', name });
  const end = corpus.run === undefined ? undefined : planRunEnd(corpus.run, rule);
  const isBudget = rule.words !== undefined || rule.model_tokens !== undefined;
  const needsAll = isBudget || end?.unit === 'step';
  let rank = 0;
  let words = 0;
  let modelTokens = 0;
  let lastStep = 0;
  let hasEnded = false;
  const reached = () => ({ records: rank, words, modelTokens, lastStep });
  const isOver = () => hasEnded || (end !== undefined && isBehind(end, reached()));
  /** Whether the run ends before this record, by its own step. */
  const endsBefore = ({ step = 0 }: Pick<RunRecord, 'step'>) => {
    if (end?.unit !== 'step' || step <= end.amount) return false;
    if (rank === 0) throw nothingConsumed(end);
    hasEnded = true;
    return true;
  };
  let sources = 0;
  const empty: IndexError[] = [];
  const onEmpty = (error: IndexError, name: string) => {
    empty.push(error);
    onEvent?.({ kind: 'source-empty', name });
  };
  const tallies: SourceTally[] = [];
  const behind: FeedPlan[] = [];
  for (const plan of distinctPlans(corpus.plans, onRepeated)) {
    if (isOver()) {
      behind.push(plan);
      continue;
    }
    sources++;
    const last = end?.unit === 'records' ? Math.min(fromRank, end.amount) : fromRank;
    const pass = needsAll ? 0 : Math.max(0, last - rank);
    const tally = newTally(nameOfPlan(plan));
    tallies.push(tally);
    const visiting = { ...walk, pass, tally, isOver, endsBefore, onEmpty };
    for await (const visit of visitSource(plan, reading, visiting)) {
      if ('passed' in visit) {
        rank += visit.passed;
        continue;
      }
      const { record, source, line } = visit;
      const step = stepOf(rule, record, { rank, words, modelTokens });
      if (rule.field !== undefined)
        requireRisingStep(lastStep, step, { where: `${source}:${line}`, rule });
      lastStep = step;
      const parts = partsOf(record);
      if (rank >= fromRank) yield { rank, step, record, parts, source, line, epoch: plan.epoch };
      rank++;
      words += isBudget ? countWords(record).words : 0;
      modelTokens += record.modelTokens ?? 0;
    }
  }
  requireRecord(empty, sources);
  if (end !== undefined && !isOver()) requireEnough(end, reached());
  tellRest(tallies, behind, onEvent);
  return rank;
}

/** What was not consumed, left out or changed; `behind` are the sources behind the end. */
function tellRest(
  tallies: readonly SourceTally[],
  behind: readonly FeedPlan[],
  onEvent: WalkOptions['onEvent'],
): void {
  if (behind.length > 0) {
    const labels = behind.map((plan) => labelOf(nameOfPlan(plan), plan.epoch));
    tallies.at(-1)?.dropped.push(describeBehind(labels));
  }
  for (const { name, dropped } of tallies) {
    if (dropped.length === 0) continue;
    onEvent?.({ kind: 'not-consumed', name, dropped: dropped.join(', ') });
  }
  tellLeftOut(tallies, onEvent);
}

function newTally(name: string): SourceTally {
  return { name, skipped: 0, repaired: 0, cut: 0, blank: 0, dropped: [] };
}

async function readingOf(
  run: Run | undefined,
  options: CorpusOptions,
  onEvent: WalkOptions['onEvent'],
): Promise<Reading> {
  const description = run?.description;
  return {
    rule: description?.steps ?? options.stepRule ?? { batch_size: 512 },
    textField: description?.text_field ?? options.textField ?? 'text',
    idField: description?.id_field ?? options.idField ?? 'id',
    shape: {
      tokenizer: run === undefined ? undefined : await tokenizerOf(run, onEvent),
      truncate: description?.truncate,
      endOfDocument: description?.end_of_document,
      keepsIds: false,
    },
  };
}

async function tokenizerOf(
  run: Run,
  onEvent: WalkOptions['onEvent'],
): Promise<Tokenizer | undefined> {
  const { tokenizer, format } = run.description;
  if (tokenizer !== undefined) {
    const { loadTokenizer } = await import('./load-tokenizer.ts');
    return loadTokenizer(placeFile(run, tokenizer), onEvent);
  }
  if (!holdsTokens(run.description)) return undefined;
  throw new IndexError(
    'run_invalid',
    `${run.name ?? 'the options'}: key tokenizer: expected a tokenizer.json to read records as text, as its records of format ${format} are token ids; found nothing`,
    { key: 'tokenizer' },
  );
}

function stepOf(
  rule: StepRule,
  { step }: RunRecord,
  before: { readonly rank: number; readonly words: number; readonly modelTokens: number },
): number {
  if (rule.field !== undefined) return step as number;
  if (rule.words !== undefined) return Math.floor(before.words / rule.words) + 1;
  if (rule.model_tokens !== undefined) {
    return Math.floor(before.modelTokens / rule.model_tokens) + 1;
  }
  return stepOfRank(rule, before.rank).step;
}
