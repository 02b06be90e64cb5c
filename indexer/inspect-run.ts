// A record of a run as the model saw it, without an index: the way to check a run description
// before indexing for hours.
//
// Goes through the run from its start, as an index would, and stops at the record; sources of rows
// are not read before it where nothing that is asked for hangs on what is.

import { IndexError } from '../errors.ts';
import type { RunDescription } from '../schemas/run.ts';
import { tokenFormats } from '../schemas/run-formats.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { loadTokenizer } from './load-tokenizer.ts';
import { type FeedPlan, placeOf, planRun } from './plan-run.ts';
import type { Run } from './read-run.ts';
import { RowSources } from './row-sources.ts';
import { openRows } from './rows/open-rows.ts';
import { locateRow } from './rows/row-reader.ts';
import {
  countWords,
  partsOf,
  type RunRecord,
  type ShapeOptions,
  shapeText,
} from './shape-record.ts';
import { type BadRecord, decodeBatch } from './sources/decode-batch.ts';
import { openSource } from './sources/open-source.ts';
import { type StepRule, stepOfRank } from './step-rule.ts';

/** One record with everything that a run description decides about it. */
export interface InspectedRecord {
  readonly rank: number;
  readonly step: number;
  readonly id: string | null;
  readonly source: string;
  /** Line, element, document or row of the source, from 1 on. */
  readonly line: number;
  readonly epoch: number;
  /** Its text between boundaries that no phrase crosses. */
  readonly parts: readonly string[];
  readonly words: number;
  /** null: without a tokenizer nobody knows. */
  readonly model_tokens: number | null;
  /** Something was cut off its end. */
  readonly cut: boolean;
}

interface Visited {
  readonly record: RunRecord;
  readonly source: string;
  readonly line: number;
  readonly epoch: number;
}

const maxLineBytes = 128 << 20;

/**
 * The record of rank `rank` (from 0 on). Throws `bad_argument` where the run has fewer records, and
 * what an index would for what is wrong before it.
 */
export async function inspectRun(
  run: Run,
  rank: number,
  signal: AbortSignal,
): Promise<InspectedRecord> {
  const { description } = run;
  const rule = description.steps ?? { batch_size: 512 };
  const shape: ShapeOptions = {
    tokenizer: tokenizerOf(run),
    truncate: description.truncate,
    endOfDocument: description.end_of_document,
    keepsIds: false,
  };
  const needsAll = rule.words !== undefined || rule.model_tokens !== undefined;
  let words = 0;
  let modelTokens = 0;
  let at = 0;
  for (const plan of await planRun(run)) {
    const skip = needsAll ? 0 : rank - at;
    for await (const visited of visit(plan, { description, shape, skip, signal })) {
      if ('skipped' in visited) {
        at += visited.skipped;
        continue;
      }
      if (at === rank)
        return describe(visited, at, stepOf(rule, at, { words, modelTokens }, visited));
      at++;
      words += needsAll ? countWords(partsOf(visited.record)) : 0;
      modelTokens += visited.record.modelTokens ?? 0;
    }
  }
  throw new IndexError(
    'bad_argument',
    `the run has ${at} records, so there is none of rank ${rank}: ranks are from 0 on`,
    { found: rank, expected: at },
  );
}

function tokenizerOf(run: Run): Tokenizer | undefined {
  const { tokenizer, format } = run.description;
  if (tokenizer !== undefined) return loadTokenizer(placeOf(run, tokenizer));
  if (!(tokenFormats as readonly string[]).includes(format)) return undefined;
  throw new IndexError(
    'run_invalid',
    `${run.name ?? 'the options'}: key tokenizer: expected a tokenizer.json to show a record as text, as files of format ${format} hold token ids; found nothing`,
    { key: 'tokenizer' },
  );
}

interface VisitOptions {
  readonly description: RunDescription;
  readonly shape: ShapeOptions;
  /** Records that may be passed over unread. */
  readonly skip: number;
  readonly signal: AbortSignal;
}

function visit(
  plan: FeedPlan,
  options: VisitOptions,
): AsyncGenerator<Visited | { skipped: number }> {
  return plan.kind === 'lines' ? visitLines(plan, options) : visitRows(plan, options);
}

async function* visitLines(
  { plan, epoch }: Extract<FeedPlan, { kind: 'lines' }>,
  { description, shape, signal }: VisitOptions,
): AsyncGenerator<Visited> {
  const { text_field: textField = 'text', id_field: idField = 'id', steps } = description;
  await using source = await openSource(plan);
  for await (const batch of source.batches({ signal, maxLineBytes })) {
    const records: RunRecord[] = [];
    decodeBatch(
      { ...batch, source: plan.name },
      { textField, idField, stepField: steps?.field },
      { onRecord: (record) => records.push(shapeText(record, shape)), onBad: refuse },
    );
    for (const record of records) yield { record, source: plan.name, line: record.line, epoch };
  }
}

async function* visitRows(
  { spec, epoch }: Extract<FeedPlan, { kind: 'rows' }>,
  { shape, skip, signal }: VisitOptions,
): AsyncGenerator<Visited | { skipped: number }> {
  using reader = await openRows(spec);
  reader.check(signal);
  using sources = new RowSources(shape);
  sources.add(0, spec);
  const start = Math.min(skip, reader.records);
  if (start > 0) yield { skipped: start };
  for (let at = start; at < reader.records; ) {
    signal.throwIfAborted();
    const { end } = reader.batchEnd(at, 1 << 16);
    for await (const some of sources.read(0, at, end)) {
      for (const record of some) {
        if ('code' in record) throw refusal(record);
        const { name, row } = locateRow(reader.files, record.line) ?? {
          name: spec.name,
          row: record.line,
        };
        yield { record, source: name, line: row, epoch };
      }
    }
    at = end;
  }
}

function refuse(bad: BadRecord): never {
  throw refusal(bad);
}

function refusal({ code, message, line }: BadRecord): IndexError {
  return new IndexError(code, message, { line });
}

function stepOf(
  rule: StepRule,
  rank: number,
  before: { words: number; modelTokens: number },
  { record }: Visited,
): number {
  if (rule.field !== undefined) return record.step as number;
  if (rule.words !== undefined) return Math.floor(before.words / rule.words) + 1;
  if (rule.model_tokens !== undefined)
    return Math.floor(before.modelTokens / rule.model_tokens) + 1;
  return stepOfRank(rule, rank).step;
}

function describe(visited: Visited, rank: number, step: number): InspectedRecord {
  const { record, source, line, epoch } = visited;
  const parts = partsOf(record);
  return {
    rank,
    step,
    id: record.id,
    source,
    line,
    epoch,
    parts,
    words: countWords(parts),
    model_tokens: record.modelTokens ?? null,
    cut: record.isCut === true,
  };
}
