// Reads the sources one after the other and deals their batches out in ranges.
//
// Keeps, for every range, how far into its sources it reached: that is what a commit of the range
// writes into the catalogue, and what a later command goes on from.

import { IndexError } from '../errors.ts';
import type { OpenLine, SourceRow } from '../store/catalogue.ts';
import { emptyFiles } from '../store/empty-sources.ts';
import type { BuildOptions } from './build-options.ts';
import { judgeOpenLine } from './judge-open-line.ts';
import { noRecords, tellWaiting } from './plan-feeds.ts';
import type { FeedPlan } from './plan-run.ts';
import type { RangePool } from './range-pool.ts';
import type { RangeReaches, SourceReach } from './range-reaches.ts';
import { hashFiles, identityOf } from './resume-rows.ts';
import { leaveOut, type SourceStanding } from './resume-source.ts';
import { openRows } from './rows/open-rows.ts';
import type { RowsSpec } from './rows/row-reader.ts';
import { openSource, type Source } from './sources/open-source.ts';
import { openTail } from './sources/open-tail.ts';
import type { SourcePlan } from './sources/plan-sources.ts';
import type { SourceBatch } from './sources/source-batch.ts';

/** A source that is to be read, and its row so far (records and skips of earlier commands in it). */
export interface Feed {
  readonly plan: FeedPlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
  /** Roughly; undefined: not known. */
  readonly textBytes: number | undefined;
}

export interface FeedOptions {
  readonly rangeBytes: number;
  readonly maxLineBytes: number;
  /** Whether the index holds records of a source that was named. */
  readonly holdsRecords: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: BuildOptions['onEvent'];
}

interface Feeding {
  readonly pool: RangePool;
  readonly dealer: RangeDealer;
  readonly options: FeedOptions;
}

/**
 * Feeds all sources to the pool; fills `reaches` for a range before its end is told. Throws
 * `source_empty` where no source holds a record.
 */
export async function feedSources(
  feeds: readonly Feed[],
  pool: RangePool,
  reaches: RangeReaches,
  options: FeedOptions,
): Promise<void> {
  const dealer = new RangeDealer(pool, reaches, options.rangeBytes);
  const feeding = { pool, dealer, options };
  const empty = new Map<string, IndexError>();
  for (const { plan, standing, row } of feeds) {
    const nothing =
      plan.kind === 'lines'
        ? await feedLines({ plan: plan.plan, standing, row }, feeding)
        : await feedRows({ spec: plan.spec, row }, feeding);
    if (nothing !== undefined) empty.set(row.name, nothing);
  }
  const [first] = empty.values();
  const isAll = empty.size === feeds.length && !options.holdsRecords;
  if (first !== undefined && isAll) throw empty.size === 1 ? first : allEmpty(empty.size);
  for (const name of empty.keys()) options.onEvent?.({ kind: 'source-empty', name });
  dealer.end();
}

/** The error of a corpus in which no source holds a record. */
export function allEmpty(sources: number): IndexError {
  return new IndexError(
    'source_empty',
    `none of the ${sources} sources holds a record: expected at least one; name files that hold records`,
    { found: sources },
  );
}

interface LineFeed {
  readonly plan: SourcePlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
}

/** Resolves to `source_empty` where it holds no record. */
async function feedLines(
  feed: LineFeed,
  { pool, dealer, options }: Feeding,
): Promise<IndexError | undefined> {
  const { standing, row } = feed;
  const { signal, maxLineBytes } = options;
  await using source = await openFeed(feed);
  const all = source.batches({ signal, maxLineBytes });
  const isReadAgain = standing.kind === 'part' || (standing.kind === 'grown' && !standing.tail);
  let reach = startReach(feed);
  let openLine: OpenLine | undefined;
  try {
    for await (const batch of isReadAgain ? leaveOut(all, row) : all) {
      signal.throwIfAborted();
      if (batch.isOpen) {
        const known = { linesBefore: row.lines, isGrowing: isGrowing(feed, source) };
        openLine = judgeOpenLine(batch, known);
        if (openLine?.state !== 'taken') continue;
      }
      reach = reachOf(batch, reach, openLine);
      const range = dealer.rangeFor(batch.bytes.length, reach);
      await pool.send(range, batch, row.id, row.name);
    }
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'source_empty') throw error;
    const nothing = { lines: 0, endByte: 0, endCrc: 0, complete: true };
    dealer.noteEnd({ ...reach, ...source.identity(), ...nothing });
    return error;
  }
  const last = {
    ...reach,
    ...source.identity(),
    complete: true,
    ...(openLine !== undefined && { openLine }),
    ...(isGrowing(feed, source) && { grown: true as const }),
  };
  dealer.noteEnd(last);
  tellWaiting(last, options.onEvent);
  return last.lines === 0 ? noLine(row.name) : undefined;
}

function noLine(name: string): IndexError {
  const expected = 'expected at least one line that ends with a line feed';
  return new IndexError('source_empty', `${name} holds no complete line yet: ${expected}`, {
    source: name,
  });
}

async function openFeed({ plan, standing, row }: LineFeed): Promise<Source> {
  const tail = standing.kind === 'grown' ? standing.tail : undefined;
  return tail === undefined ? await openSource(plan) : await openTail(plan, row, tail);
}

/** The row of a source that is not read to its end; it keeps that its last line is open, and in. */
function startReach({ plan, standing, row }: LineFeed): SourceReach {
  const { openLine, ...kept } = row;
  const { sizeBytes = Number.POSITIVE_INFINITY } = plan;
  const hasGrown = standing.kind === 'grown' && sizeBytes > (row.sizeBytes ?? 0);
  return {
    ...kept,
    ...{ sizeBytes: null, sha256: null, complete: false },
    ...(openLine?.state === 'taken' && { openLine }),
    ...(hasGrown && { grown: true }),
  };
}

/** The row once a batch is in. */
function reachOf(
  batch: SourceBatch,
  before: SourceReach,
  openLine: OpenLine | undefined,
): SourceReach {
  const { openLine: _, ...kept } = before;
  const lines = batch.firstLine + batch.lines - 1;
  const { endByte, endCrc } = batch;
  return { ...kept, lines, endByte, endCrc, ...(openLine !== undefined && { openLine }) };
}

/** Whether the source is known to grow: it did so before, since it was read, or while it was. */
function isGrowing({ plan, row }: LineFeed, source: Source): boolean {
  if (row.grown === true) return true;
  const before = row.sizeBytes ?? plan.sizeBytes;
  return before !== undefined && source.identity().sizeBytes > before;
}

/** About so much text is a part that a worker reads at once. */
const partBytes = 1 << 20;

/** Resolves to `source_empty` where there are no rows. */
async function feedRows(
  { spec, row }: { readonly spec: RowsSpec; readonly row: SourceRow },
  { pool, dealer, options }: Feeding,
): Promise<IndexError | undefined> {
  const { signal, rangeBytes } = options;
  using reader = await openRows(spec);
  const files = await hashFiles(reader.files, signal);
  const { dropped } = reader;
  const reach = { ...row, ...identityOf(files), files, ...(dropped !== undefined && { dropped }) };
  if (reader.records > 0) pool.openRows(row.id, spec);
  for (let start = row.lines; start < reader.records; ) {
    signal.throwIfAborted();
    const { end, bytes } = reader.batchEnd(start, Math.min(partBytes, rangeBytes));
    const range = dealer.rangeFor(bytes, { ...reach, lines: end });
    await pool.sendRows(range, { start, end, bytes }, row.id);
    start = end;
  }
  dealer.noteEnd({ ...reach, lines: reader.records, complete: true });
  if (reader.records === 0) return noRecords(spec, reader);
  for (const { name } of emptyFiles(files)) options.onEvent?.({ kind: 'source-empty', name });
  return undefined;
}

/** Decides which range a batch belongs to. */
class RangeDealer {
  #pool: RangePool;
  #reaches: RangeReaches;
  #rangeBytes: number;
  #range = 0;
  #bytes = 0;
  #batches = 0;
  #open = false;

  constructor(pool: RangePool, reaches: RangeReaches, rangeBytes: number) {
    this.#pool = pool;
    this.#reaches = reaches;
    this.#rangeBytes = rangeBytes;
  }

  /** The range that takes a batch of `bytes`, after which its source has come to `reach`. */
  rangeFor(bytes: number, reach: SourceReach): number {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#rangeBytes) this.#endRange();
    this.#open = true;
    this.#bytes += bytes;
    this.#reaches.note(this.#range, ++this.#batches, reach);
    return this.#range;
  }

  /** Notes what a source is at its end, once all that was dealt is in. */
  noteEnd(reach: SourceReach): void {
    if (this.#bytes > this.#rangeBytes) this.#endRange();
    this.#open = true;
    this.#reaches.note(this.#range, this.#batches, reach);
  }

  end(): void {
    if (this.#open) this.#endRange();
    this.#pool.finish(this.#range);
  }

  #endRange(): void {
    this.#pool.endRange(this.#range);
    this.#range++;
    this.#bytes = 0;
    this.#batches = 0;
    this.#open = false;
  }
}

/** The error of a command that was told to stop. */
export function interrupted(records: number): IndexError {
  if (records === 0) {
    return new IndexError(
      'interrupted',
      'interrupted before the first commit: there is no index yet. Run the same command again.',
      { records },
    );
  }
  return new IndexError(
    'interrupted',
    `interrupted; the index stands at its last commit, ${records} records. Run the same command again to go on from there (standard input and pipes start over).`,
    { records },
  );
}
