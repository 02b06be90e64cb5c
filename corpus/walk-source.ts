// The records of one source on a walk through a corpus, in this thread, up to the end of source or run.
//
// Nothing behind the end of a run is looked at: a bad record there is not an error.

import { setImmediate } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import { openSource } from '../formats/lines/open-source.ts';
import { openRows } from '../formats/rows/open-rows.ts';
import { locateRow } from '../formats/rows/row-reader.ts';
import { emptyFiles } from '../store/catalogue/empty-sources.ts';
import { splitParts } from './count-words.ts';
import type { OpenReading } from './open-reading.ts';
import { type FeedPlan, nameOfPlan } from './plan-run.ts';
import {
  newTally,
  type RecordTaker,
  type RecordTally,
  readLines,
  readRows,
} from './read-records.ts';
import { noRecords } from './require-record.ts';
import type { RunMeter } from './run-meter.ts';
import type { RunRecord } from './shape-record.ts';
import type { WalkedRecord, WalkOptions } from './walk.ts';

interface SourceWalk extends WalkOptions {
  readonly reading: OpenReading;
  readonly meter: RunMeter;
  /** Records of rows that may be passed over unread. */
  readonly pass: number;
  readonly onEmpty: (error: IndexError, name: string) => void;
}

/** The counts of a source; filled while it is walked through. */
export interface SourceEnd extends RecordTally {
  readonly name: string;
  /** Lines or rows read, blank ones too. */
  lines: number;
  /** The parts of it that were not consumed, in words. */
  readonly dropped: string[];
}

export function newSourceEnd(plan: FeedPlan): SourceEnd {
  return { ...newTally(), name: nameOfPlan(plan), lines: 0, dropped: [] };
}

type Plan<K extends FeedPlan['kind']> = Extract<FeedPlan, { kind: K }>;

/** Bytes of text read at once: few, as a walk may be over soon. */
const batchBytes = 1 << 16;
const maxLineBytes = 128 << 20;

export function walkSource(
  plan: FeedPlan,
  found: SourceEnd,
  walk: SourceWalk,
): AsyncGenerator<WalkedRecord> {
  return plan.kind === 'lines' ? walkLines(plan, found, walk) : walkRows(plan, found, walk);
}

async function* walkLines(
  { plan, epoch }: Plan<'lines'>,
  found: SourceEnd,
  walk: SourceWalk,
): AsyncGenerator<WalkedRecord> {
  const { signal, meter, reading, onEvent } = walk;
  const source = plan.name;
  const place = ({ line }: RunRecord) => ({ source, line });
  await using opened = await openSource(plan);
  try {
    for await (const batch of opened.batches({ signal, maxLineBytes, batchBytes })) {
      signal.throwIfAborted();
      const unit = batch.unit ?? 'line';
      const lines = batch.firstLine + batch.lines - 1;
      let last = meter.isOver ? found.lines : undefined;
      if (last === undefined) {
        onEvent?.({ kind: 'read', bytes: batch.bytes.length });
        const before = countSeen(found);
        const walked: WalkedRecord[] = [];
        try {
          last = readLines(batch, reading, takeInto(walked, { found, epoch, place, walk }));
        } finally {
          yield* walked;
        }
        // White space behind the last line feed is not a line yet.
        if (batch.isOpen !== true || countSeen(found) > before) found.lines = last ?? lines;
      }
      if (last !== undefined && last < lines) {
        found.dropped.push(`everything after ${unit} ${last}`);
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'source_empty') throw error;
    walk.onEmpty(error, source);
  }
}

function countSeen({ records, skipped, padding }: RecordTally): number {
  return records + skipped + padding;
}

async function* walkRows(
  { spec, epoch }: Plan<'rows'>,
  found: SourceEnd,
  walk: SourceWalk,
): AsyncGenerator<WalkedRecord> {
  const { signal, pass, meter, reading, onEvent } = walk;
  using reader = await openRows(spec, signal);
  const { records, dropped, files } = reader;
  if (dropped !== undefined) found.dropped.push(dropped);
  if (records === 0) {
    walk.onEmpty(noRecords(spec, reader), spec.name);
    return;
  }
  const data = files.filter(({ role, rows }) => role === 'data' && rows !== undefined);
  onEvent?.({ kind: 'files', names: data.map(({ name }) => name) });
  for (const { name } of emptyFiles(files)) onEvent?.({ kind: 'source-empty', name });
  reader.check(signal);
  const place = ({ line: number }: RunRecord) => {
    const { name: source, row: line } = locateRow(files, number) ?? { ...spec, row: number };
    return { source, line };
  };
  let read = Math.min(pass, records);
  meter.pass(read);
  found.records = read;
  while (read < records && !meter.isOver) {
    // Reading rows never waits, so without this an interrupt would not have a turn.
    await setImmediate();
    signal.throwIfAborted();
    const { end, bytes } = reader.batchEnd(read, batchBytes);
    onEvent?.({ kind: 'read', bytes });
    const walked: WalkedRecord[] = [];
    const taker = takeInto(walked, { found, epoch, place, walk });
    try {
      read = (await readRows({ reader, start: read, end }, reading, taker)) ?? end;
    } finally {
      yield* walked;
    }
  }
  found.lines = read;
  if (read < records) found.dropped.push(`records after the first ${read} of ${records}`);
}

interface Taking {
  readonly found: SourceEnd;
  readonly epoch: number;
  /** Where a record is, for people. */
  readonly place: (record: RunRecord) => Pick<WalkedRecord, 'source' | 'line'>;
  readonly walk: SourceWalk;
}

/** Takes records with their ranks and steps into a list, those that are wanted. */
function takeInto(walked: WalkedRecord[], { found, epoch, place, walk }: Taking): RecordTaker {
  const { meter, fromRank = 0, onBadRecord = 'fail', onEvent } = walk;
  const { name } = found;
  return {
    name,
    tally: found,
    onBadRecord,
    onSkipped: (bad) => onEvent?.({ kind: 'record-skipped', name, bad }),
    take: (record) => {
      const { source, line } = place(record);
      const rank = meter.reached.records;
      const step = meter.next(record, () => `${source}:${line}`);
      if (step === undefined) return 'behind';
      if (rank >= fromRank) {
        walked.push({ rank, step, record, parts: splitParts(record), source, line, epoch });
      }
      return meter.isOver ? 'last' : 'taken';
    },
  };
}
