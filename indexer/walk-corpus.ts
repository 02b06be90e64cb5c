// The records of a corpus in training order, with rank and step, without an index: as an index
// would take them, source by source, in this thread.

import { setImmediate } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import type { TextField } from '../schemas/run-formats.ts';
import { holdsTokens } from '../schemas/run-keys.ts';
import { emptyFiles } from '../store/empty-sources.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { badRecordError } from './bad-record.ts';
import { loadTokenizer, type TokenizerEvent } from './load-tokenizer.ts';
import type { Corpus, CorpusOptions } from './plan-corpus.ts';
import { distinctPlans, noRecords } from './plan-feeds.ts';
import { type FeedPlan, placeOf } from './plan-run.ts';
import type { Run } from './read-run.ts';
import { requireRecord } from './require-record.ts';
import { RowSources } from './row-sources.ts';
import { openRows } from './rows/open-rows.ts';
import { locateRow } from './rows/row-reader.ts';
import { isBehind, nothingConsumed, planRunEnd, requireEnough } from './run-end.ts';
import {
  countWords,
  partsOf,
  type RunRecord,
  type ShapeOptions,
  shapeText,
} from './shape-record.ts';
import { type BadRecord, decodeBatch } from './sources/decode-batch.ts';
import { openSource, type SourceBatch } from './sources/open-source.ts';
import { requireRisingStep, type StepRule, stepOfRank, stepReading } from './step-rule.ts';

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
  | { readonly kind: 'record-skipped'; readonly name: string; readonly bad: BadRecord };

/** A record where it was found, or so many that were passed over. */
type Visit = Pick<WalkedRecord, 'record' | 'source' | 'line'> | { readonly passed: number };

const maxLineBytes = 128 << 20;

/**
 * All records from `fromRank` on; returns how many there are in all. Throws what an index would for
 * what is wrong with them, and with those before that were not passed over.
 */
export async function* walkCorpus(
  corpus: Corpus,
  options: CorpusOptions,
  walk: WalkOptions,
): AsyncGenerator<WalkedRecord, number> {
  const reading = readingOf(corpus.run, options, walk.onEvent);
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
  const reached = () => ({ records: rank, words, modelTokens, lastStep });
  const isOver = () => end !== undefined && isBehind(end, reached());
  let sources = 0;
  const empty: IndexError[] = [];
  const onEmpty = (error: IndexError, name: string) => {
    empty.push(error);
    onEvent?.({ kind: 'source-empty', name });
  };
  for (const plan of distinctPlans(corpus.plans, onRepeated)) {
    if (isOver()) break;
    sources++;
    const last = end?.unit === 'records' ? Math.min(fromRank, end.amount) : fromRank;
    const pass = needsAll ? 0 : Math.max(0, last - rank);
    for await (const visit of visitSource(plan, reading, { ...walk, pass, onEmpty })) {
      if ('passed' in visit) {
        rank += visit.passed;
        if (isOver()) break;
        continue;
      }
      const { record, source, line } = visit;
      const step = stepOf(rule, record, { rank, words, modelTokens });
      if (end?.unit === 'step' && step > end.amount) {
        if (rank === 0) throw nothingConsumed(end);
        return rank;
      }
      if (rule.field !== undefined)
        requireRisingStep(lastStep, step, { where: `${source}:${line}`, rule });
      lastStep = step;
      const parts = partsOf(record);
      if (rank >= fromRank) yield { rank, step, record, parts, source, line, epoch: plan.epoch };
      rank++;
      words += isBudget ? countWords(record).words : 0;
      modelTokens += record.modelTokens ?? 0;
      if (isOver()) break;
    }
  }
  requireRecord(empty, sources);
  if (end !== undefined && !isOver()) requireEnough(end, reached());
  return rank;
}

interface Reading {
  readonly rule: StepRule;
  readonly textField: TextField;
  readonly idField: string;
  readonly shape: ShapeOptions;
}

function readingOf(
  run: Run | undefined,
  options: CorpusOptions,
  onEvent: WalkOptions['onEvent'],
): Reading {
  const description = run?.description;
  return {
    rule: description?.steps ?? options.stepRule ?? { batch_size: 512 },
    textField: description?.text_field ?? options.textField ?? 'text',
    idField: description?.id_field ?? options.idField ?? 'id',
    shape: {
      tokenizer: run === undefined ? undefined : tokenizerOf(run, onEvent),
      truncate: description?.truncate,
      endOfDocument: description?.end_of_document,
      keepsIds: false,
    },
  };
}

function tokenizerOf(run: Run, onEvent: WalkOptions['onEvent']): Tokenizer | undefined {
  const { tokenizer, format } = run.description;
  if (tokenizer !== undefined) return loadTokenizer(placeOf(run, tokenizer), onEvent);
  if (!holdsTokens(run.description)) return undefined;
  throw new IndexError(
    'run_invalid',
    `${run.name ?? 'the options'}: key tokenizer: expected a tokenizer.json to read records as text, as its records of format ${format} are token ids; found nothing`,
    { key: 'tokenizer' },
  );
}

interface VisitOptions extends WalkOptions {
  /** Records that may be passed over unread. */
  readonly pass: number;
  readonly onEmpty: (error: IndexError, name: string) => void;
}

function visitSource(
  plan: FeedPlan,
  reading: Reading,
  options: VisitOptions,
): AsyncGenerator<Visit> {
  return plan.kind === 'lines'
    ? visitLines(plan, reading, options)
    : visitRows(plan, reading, options);
}

async function* visitLines(
  { plan }: Extract<FeedPlan, { kind: 'lines' }>,
  { rule, textField, idField, shape }: Reading,
  options: VisitOptions,
): AsyncGenerator<Visit> {
  const { signal } = options;
  const source = plan.name;
  await using opened = await openSource(plan);
  for await (const batch of unlessEmpty(
    opened.batches({ signal, maxLineBytes }),
    source,
    options,
  )) {
    signal.throwIfAborted();
    options.onEvent?.({ kind: 'read', bytes: batch.bytes.length });
    const records: RunRecord[] = [];
    decodeBatch(
      { ...batch, source },
      { textField, idField, ...stepReading(rule) },
      {
        onRecord(record) {
          records.push(shapeText(record, shape, () => `${source}, line ${record.line}`));
        },
        onBad: (bad) => refuse(source, bad, { ...options, isOpen: batch.isOpen === true }),
      },
    );
    for (const record of records) yield { record, source, line: record.line };
  }
}

/** The batches; a source without a record is said, and ends without an error. */
async function* unlessEmpty(
  batches: AsyncIterable<SourceBatch>,
  name: string,
  { onEmpty }: VisitOptions,
): AsyncGenerator<SourceBatch> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'source_empty') throw error;
    onEmpty(error, name);
  }
}

async function* visitRows(
  { spec }: Extract<FeedPlan, { kind: 'rows' }>,
  { shape }: Reading,
  options: VisitOptions,
): AsyncGenerator<Visit> {
  const { signal, pass } = options;
  using reader = await openRows(spec);
  if (reader.records === 0) {
    options.onEmpty(noRecords(spec, reader), spec.name);
    return;
  }
  for (const { name } of emptyFiles(reader.files))
    options.onEvent?.({ kind: 'source-empty', name });
  reader.check(signal);
  using sources = new RowSources(shape);
  sources.add(0, spec);
  const start = Math.min(pass, reader.records);
  if (start > 0) yield { passed: start };
  for (let at = start; at < reader.records; ) {
    // Rows are read without waiting for anything: nobody else would have a turn, nor an interrupt.
    await setImmediate();
    signal.throwIfAborted();
    const { end, bytes } = reader.batchEnd(at, 1 << 16);
    options.onEvent?.({ kind: 'read', bytes });
    for await (const some of sources.read(0, at, end)) {
      for (const record of some) {
        const place = locateRow(reader.files, record.line);
        const { name: source, row: line } = place ?? { name: spec.name, row: record.line };
        if ('code' in record) refuse(spec.name, record, options);
        else yield { record, source, line };
      }
    }
    at = end;
  }
}

function refuse(
  name: string,
  bad: BadRecord,
  { onBadRecord = 'fail', onEvent, isOpen = false }: WalkOptions & { readonly isOpen?: boolean },
) {
  if (onBadRecord === 'fail') throw badRecordError(name, bad, isOpen);
  onEvent?.({ kind: 'record-skipped', name, bad });
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
