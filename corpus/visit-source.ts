// The records of one source in order, for a walk through a corpus: read, decoded and shaped in this
// thread, up to the end of the source or of the run.
//
// Nothing behind the end of a run is looked at: a bad record there is not an error.

import { setImmediate } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import { type BadRecord, decodeBatch } from '../formats/lines/decode-batch.ts';
import { openSource } from '../formats/lines/open-source.ts';
import { openRows } from '../formats/rows/open-rows.ts';
import { locateRow } from '../formats/rows/row-reader.ts';
import { noRecords } from '../indexer/feed/plan-feeds.ts';
import type { DecodedRecord } from '../input/lines/decoded-record.ts';
import type { TextField } from '../input/lines/field-path.ts';
import type { SourceBatch } from '../input/lines/source-batch.ts';
import { emptyFiles } from '../store/catalogue/empty-sources.ts';
import type { LeftOut } from '../store/catalogue/left-out.ts';
import { badRecordError } from './bad-record.ts';
import type { FeedPlan } from './plan-run.ts';
import { RowSources } from './row-sources.ts';
import { type RunRecord, type ShapeOptions, shapeText } from './shape-record.ts';
import { type StepRule, stepReading } from './step-rule.ts';
import type { WalkedRecord, WalkOptions } from './walk-corpus.ts';

/** How a corpus is read. */
export interface Reading {
  readonly rule: StepRule;
  readonly textField: TextField;
  readonly idField: string;
  readonly shape: ShapeOptions;
}

/** What of a source was left out or changed; filled while it is visited. */
export type SourceTally = { -readonly [what in keyof LeftOut]: number } & {
  readonly name: string;
  /** What of it was not consumed, in words. */
  readonly dropped: string[];
};

export interface VisitOptions extends WalkOptions {
  /** Records that may be passed over unread. */
  readonly pass: number;
  readonly tally: SourceTally;
  /** Whether the run is over: asked before each record. */
  readonly isOver: () => boolean;
  /** Whether the run ends before this record. */
  readonly endsBefore: (record: Pick<RunRecord, 'step'>) => boolean;
  readonly onEmpty: (error: IndexError, name: string) => void;
}

/** A record where it was found, or so many that were passed over. */
type Visit = Pick<WalkedRecord, 'record' | 'source' | 'line'> | { readonly passed: number };

const maxLineBytes = 128 << 20;

export function visitSource(
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
  const { signal, isOver, endsBefore, tally } = options;
  const source = plan.name;
  const decode = { textField, idField, ...stepReading(rule) };
  await using opened = await openSource(plan);
  let line = 0;
  for await (const batch of unlessEmpty(
    opened.batches({ signal, maxLineBytes }),
    source,
    options,
  )) {
    signal.throwIfAborted();
    options.onEvent?.({ kind: 'read', bytes: batch.bytes.length });
    const endRun = () => {
      tally.dropped.push(`everything after ${batch.unit ?? 'line'} ${line}`);
    };
    const padding: number[] = [];
    let padded = 0;
    /** Blank lines between the last record and this line. */
    const blanks = (end: number) => {
      const before = padded;
      while (padded < padding.length && (padding[padded] as number) < end) padded++;
      return end - line - 1 - (padded - before);
    };
    for (const decoded of decodeAll({ ...batch, source }, decode, padding)) {
      if (isOver() || (!('code' in decoded) && endsBefore(decoded))) return endRun();
      tally.blank += blanks(decoded.line);
      line = decoded.line;
      if ('code' in decoded) {
        refuse(source, decoded, { ...options, isOpen: batch.isOpen === true });
        continue;
      }
      const record = shapeText(decoded, shape, () => `${source}, line ${line}`);
      note(record, tally);
      yield { record, source, line };
    }
    const last = batch.firstLine + batch.lines - 1;
    if (last > line && isOver()) return endRun();
    // White space behind the last line feed is not a line yet.
    if (batch.isOpen !== true) tally.blank += blanks(last + 1);
    line = last;
  }
}

function decodeAll(
  batch: Parameters<typeof decodeBatch>[0],
  options: Parameters<typeof decodeBatch>[1],
  padding: number[],
): (DecodedRecord | BadRecord)[] {
  const all: (DecodedRecord | BadRecord)[] = [];
  decodeBatch(batch, options, {
    onRecord: (one) => all.push(one),
    onBad: (bad) => all.push(bad),
    onPadding: (line) => padding.push(line),
  });
  return all;
}

function note({ repaired, isCut }: RunRecord, tally: SourceTally): void {
  if (repaired) tally.repaired++;
  if (isCut === true) tally.cut++;
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
  const { signal, pass, isOver, endsBefore, tally } = options;
  using reader = await openRows(spec);
  const { records, dropped } = reader;
  if (dropped !== undefined) tally.dropped.push(dropped);
  if (records === 0) {
    options.onEmpty(noRecords(spec, reader), spec.name);
    return;
  }
  for (const { name } of emptyFiles(reader.files))
    options.onEvent?.({ kind: 'source-empty', name });
  reader.check(signal);
  using sources = new RowSources(shape);
  sources.add(0, spec);
  let taken = Math.min(pass, records);
  if (taken > 0) yield { passed: taken };
  const endRun = () => {
    tally.dropped.push(`records after the first ${taken} of ${records}`);
  };
  for (let at = taken; at < records; ) {
    // Rows are read without waiting for anything: nobody else would have a turn, nor an interrupt.
    await setImmediate();
    signal.throwIfAborted();
    if (isOver()) return endRun();
    const { end, bytes } = reader.batchEnd(at, 1 << 16);
    options.onEvent?.({ kind: 'read', bytes });
    for await (const some of sources.read(0, at, end)) {
      for (const record of some) {
        const place = locateRow(reader.files, record.line);
        const { name: source, row: line } = place ?? { name: spec.name, row: record.line };
        const isBad = 'code' in record;
        if (isOver() || (!isBad && endsBefore(record))) return endRun();
        taken++;
        if (isBad) {
          refuse(spec.name, record, options);
          continue;
        }
        note(record, tally);
        yield { record, source, line };
      }
    }
    at = end;
  }
}

function refuse(
  name: string,
  bad: BadRecord,
  { onBadRecord = 'fail', onEvent, tally, isOpen = false }: VisitOptions & { isOpen?: boolean },
): void {
  if (onBadRecord === 'fail') throw badRecordError(name, bad, isOpen);
  tally.skipped++;
  onEvent?.({ kind: 'record-skipped', name, bad });
}
