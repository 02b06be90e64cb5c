// Reads the sources one after the other and deals their batches out in ranges.
//
// Keeps, for every range, how far into its sources it reached: that is what a commit of the range
// writes into the catalogue, and what a later command goes on from.

import { IndexError } from '../errors.ts';
import type { SourceRow } from '../store/catalogue.ts';
import { cutAfterLine, lastStepOf } from './cut-batch.ts';
import { FeedEnd, type Part } from './feed-end.ts';
import type { FeedPlan } from './plan-run.ts';
import type { RangePool } from './range-pool.ts';
import { hashFiles, identityOf } from './resume-rows.ts';
import { leaveOut, type SourceStanding } from './resume-source.ts';
import { openRows } from './rows/open-rows.ts';
import type { RowReader, RowsSpec } from './rows/row-reader.ts';
import type { RunEnd } from './run-end.ts';
import type { DecodeOptions } from './sources/decode-batch.ts';
import { openSource } from './sources/open-source.ts';
import type { SourcePlan } from './sources/plan-sources.ts';
import type { SourceBatch } from './sources/source-batch.ts';

/** A source that is to be read, and its row so far (records and skips of earlier commands in it). */
export interface Feed {
  readonly plan: FeedPlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
  /** Roughly; undefined: not known. */
  readonly textBytes: number | undefined;
  /** How many records it has left, bad ones among them; undefined: not known before it is read. */
  readonly records: number | undefined;
}

/** How far a range reached into a source: its row, but for what the workers count. */
export type SourceReach = Omit<SourceRow, 'records' | 'skipped' | 'repaired' | 'cut'>;

export interface FeedOptions {
  readonly rangeBytes: number;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
  /** Undefined: all is fed. */
  readonly end: RunEnd | undefined;
  readonly decode: DecodeOptions;
  /** Records are encoded: what they hold is not bounded by their bytes alone. */
  readonly hasTokenizer: boolean;
}

interface Feeding extends FeedOptions {
  readonly pool: RangePool;
  readonly dealer: RangeDealer;
  readonly feedEnd: FeedEnd;
}

/**
 * Feeds the sources to the pool up to the run's end; fills `reaches` for a range before its end is
 * told. Throws `run_invalid` where all of them do not come to that end.
 */
export async function feedSources(
  feeds: readonly Feed[],
  pool: RangePool,
  reaches: Map<number, SourceReach[]>,
  options: FeedOptions,
): Promise<void> {
  const dealer = new RangeDealer(pool, reaches, options.rangeBytes);
  const feedEnd = new FeedEnd(pool, options.end);
  const feeding = { ...options, pool, dealer, feedEnd };
  let last: SourceReach | undefined;
  const behind: Feed[] = [];
  for (const feed of feeds) {
    // What is held in part is looked at in any case: it has to be what it was.
    const isHeld = feed.standing.kind === 'part';
    if ((await feedEnd.isReached()) && !isHeld) behind.push(feed);
    else {
      const reach = await feedOne(feed, feeding);
      if (reach === undefined && !isHeld) behind.push(feed);
      last = reach ?? last;
    }
  }
  await feedEnd.requireReached();
  if (last !== undefined && behind.length > 0) {
    dealer.rangeFor(0);
    dealer.note({ ...last, behind: describeBehind(behind) });
  }
  dealer.end();
}

/** Gives how far it came; undefined: nothing of it was fed. */
function feedOne(feed: Feed, feeding: Feeding): Promise<SourceReach | undefined> {
  const { plan, standing } = feed;
  const { dropped: _, behind: __, ...row } = feed.row;
  return plan.kind === 'lines'
    ? feedLines({ plan: plan.plan, standing, row }, feeding)
    : feedRows({ spec: plan.spec, row }, feeding);
}

interface LineFeed {
  readonly plan: SourcePlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
}

async function feedLines(
  { plan, standing, row }: LineFeed,
  feeding: Feeding,
): Promise<SourceReach | undefined> {
  const { pool, dealer, feedEnd, maxLineBytes, signal } = feeding;
  await using source = await openSource(plan);
  const all = source.batches({ signal, maxLineBytes });
  const batches = standing.kind === 'part' ? leaveOut(all, standing.row) : all;
  let reach: SourceReach | undefined;
  for await (const batch of batches) {
    signal.throwIfAborted();
    if (await feedEnd.isReached())
      return noteCut(dealer, reach, `everything after ${placeOf(batch)}`);
    const range = dealer.rangeFor(batch.bytes.length);
    let { bytes } = batch;
    const message = { range, batch, source: row.id, name: row.name };
    const stoppedAt = await feedEnd.send(partOf(batch, feeding), (limit) => {
      if (limit === undefined) return pool.send(message);
      // What is sent is gone from this thread, and a cut needs its bytes.
      bytes = batch.bytes.slice();
      return pool.send({ ...message, limit });
    });
    const lines = batch.firstLine + batch.lines - 1;
    if (stoppedAt !== undefined && stoppedAt < lines) {
      if (stoppedAt === row.lines) return undefined;
      const cut = cutAfterLine({ ...batch, bytes }, stoppedAt);
      const dropped = `everything after ${batch.unit ?? 'line'} ${stoppedAt}`;
      return noteCut(dealer, { ...row, ...cut }, dropped);
    }
    reach = { ...row, lines, endByte: batch.endByte, endCrc: batch.endCrc };
    dealer.note(reach);
  }
  const identity = source.identity();
  dealer.rangeFor(0);
  const whole = { ...row, ...reach, ...identity, complete: true };
  dealer.note(whole);
  return whole;
}

/** What is not fed of a source is said in its row. */
function noteCut(
  dealer: RangeDealer,
  reach: SourceReach | undefined,
  dropped: string,
): SourceReach | undefined {
  if (reach === undefined) return undefined;
  const cut = { ...reach, dropped };
  dealer.rangeFor(0);
  dealer.note(cut);
  return cut;
}

function placeOf({ unit = 'line', firstLine }: SourceBatch): string {
  return `${unit} ${firstLine - 1}`;
}

/** A normalizer makes at most 18 characters of one; what is above this is a bug that FeedEnd finds. */
const mostTokensPerByte = 64;

function partOf(batch: SourceBatch, { decode, hasTokenizer }: Feeding): Part {
  const { lines } = batch;
  const bytes = batch.bytes.length;
  const encoded = mostTokensPerByte * (bytes + lines);
  return {
    most: { records: lines, words: hasTokenizer ? encoded : bytes, modelTokens: encoded },
    lastStep: async () => lastStepOf(batch, decode),
  };
}

/** About so much text is a part that a worker reads at once. */
const partBytes = 1 << 20;

async function feedRows(
  { spec, row }: { readonly spec: RowsSpec; readonly row: SourceRow },
  { pool, dealer, feedEnd, signal, rangeBytes }: Feeding,
): Promise<SourceReach | undefined> {
  using reader = await openRows(spec);
  const files = await hashFiles(reader.files, signal);
  const { records, dropped } = reader;
  const all = { ...row, ...identityOf(files), files, ...(dropped !== undefined && { dropped }) };
  pool.openRows(row.id, spec);
  let start = row.lines;
  while (start < records && !(await feedEnd.isReached())) {
    signal.throwIfAborted();
    const { end, bytes } = reader.batchEnd(start, Math.min(partBytes, rangeBytes));
    const range = dealer.rangeFor(bytes);
    const rows = { start, end, bytes };
    const part = { most: { records: end - start }, lastStep: () => lastStepOfRows(reader, rows) };
    const stoppedAt = await feedEnd.send(part, (limit) =>
      pool.sendRows({ range, rows, source: row.id, ...(limit !== undefined && { limit }) }),
    );
    const last = stoppedAt ?? end;
    if (last > start) dealer.note({ ...all, lines: last });
    start = last;
  }
  if (start < records) {
    if (start === row.lines) return undefined;
    const left = `records after the first ${start} of ${records}`;
    const reach = { ...all, lines: start };
    return noteCut(dealer, reach, dropped === undefined ? left : `${dropped}, ${left}`);
  }
  dealer.rangeFor(0);
  const whole = { ...all, lines: records, complete: true };
  dealer.note(whole);
  return whole;
}

/** The step of the last of the rows that is a record. */
async function lastStepOfRows(
  reader: RowReader,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<number | undefined> {
  for (let at = end - 1; at >= start; at--) {
    for await (const rows of reader.read(at, at + 1)) {
      for (const row of rows) if ('step' in row) return row.step;
    }
  }
  return undefined;
}

/** The names of the first of them. */
function describeBehind(behind: readonly Feed[]): string {
  const names = behind.slice(0, 3).map(({ row }) => {
    return row.epoch === undefined ? row.name : `${row.name}, epoch ${row.epoch}`;
  });
  const more = behind.length > 3 ? ` and ${behind.length - 3} more` : '';
  const count = behind.length === 1 ? 'the source' : `the ${behind.length} sources`;
  return `${count} after it: ${names.join('; ')}${more}`;
}

/** Decides which range a batch belongs to. */
class RangeDealer {
  #pool: RangePool;
  #reaches: Map<number, SourceReach[]>;
  #rangeBytes: number;
  #range = 0;
  #bytes = 0;
  #open = false;

  constructor(pool: RangePool, reaches: Map<number, SourceReach[]>, rangeBytes: number) {
    this.#pool = pool;
    this.#reaches = reaches;
    this.#rangeBytes = rangeBytes;
  }

  /** The range that takes the next `bytes`; ends the one before where it is full. */
  rangeFor(bytes: number): number {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#rangeBytes) this.#endRange();
    this.#open = true;
    this.#bytes += bytes;
    return this.#range;
  }

  note(reach: SourceReach): void {
    const reaches = this.#reaches.get(this.#range) ?? [];
    // Sources are fed one after the other, so a second note of one follows its first.
    if (reaches.at(-1)?.id === reach.id) reaches.pop();
    reaches.push(reach);
    this.#reaches.set(this.#range, reaches);
  }

  end(): void {
    if (this.#open) this.#endRange();
    this.#pool.finish(this.#range);
  }

  #endRange(): void {
    this.#pool.endRange(this.#range);
    this.#range++;
    this.#bytes = 0;
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
