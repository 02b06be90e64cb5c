// Reads the sources one after the other and deals their batches out in ranges.
//
// Keeps, for every range, how far into its sources it reached: that is what a commit of the range
// writes into the catalogue, and what a later command goes on from.

import { IndexError } from '../errors.ts';
import type { SourceRow } from '../store/catalogue.ts';
import type { FeedPlan } from './plan-run.ts';
import type { RangePool } from './range-pool.ts';
import { hashFiles, identityOf } from './resume-rows.ts';
import { leaveOut, type SourceStanding } from './resume-source.ts';
import { openRows } from './rows/open-rows.ts';
import type { RowsSpec } from './rows/row-reader.ts';
import { openSource } from './sources/open-source.ts';
import type { SourcePlan } from './sources/plan-sources.ts';

/** A source that is to be read, and its row so far (records and skips of earlier commands in it). */
export interface Feed {
  readonly plan: FeedPlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
  /** Roughly; undefined: not known. */
  readonly textBytes: number | undefined;
}

/** How far a range reached into a source: its row, but for what the workers count. */
export type SourceReach = Omit<SourceRow, 'records' | 'skipped' | 'repaired' | 'cut'>;

export interface FeedOptions {
  readonly rangeBytes: number;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
}

/** Feeds all sources to the pool; fills `reaches` for a range before its end is told. */
export async function feedSources(
  feeds: readonly Feed[],
  pool: RangePool,
  reaches: Map<number, SourceReach[]>,
  options: FeedOptions,
): Promise<void> {
  const dealer = new RangeDealer(pool, reaches, options.rangeBytes);
  for (const { plan, standing, row } of feeds) {
    if (plan.kind === 'lines')
      await feedLines({ plan: plan.plan, standing, row }, pool, dealer, options);
    else await feedRows({ spec: plan.spec, row }, pool, dealer, options);
  }
  dealer.end();
}

interface LineFeed {
  readonly plan: SourcePlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
}

async function feedLines(
  { plan, standing, row }: LineFeed,
  pool: RangePool,
  dealer: RangeDealer,
  { maxLineBytes, signal }: FeedOptions,
): Promise<void> {
  await using source = await openSource(plan);
  const all = source.batches({ signal, maxLineBytes });
  const batches = standing.kind === 'part' ? leaveOut(all, standing.row) : all;
  const reach = { ...row };
  for await (const batch of batches) {
    signal.throwIfAborted();
    const range = dealer.rangeFor(batch.bytes.length);
    Object.assign(reach, {
      lines: batch.firstLine + batch.lines - 1,
      endByte: batch.endByte,
      endCrc: batch.endCrc,
    });
    dealer.note({ ...reach });
    await pool.send(range, batch, row.id, row.name);
  }
  const identity = source.identity();
  dealer.rangeFor(0);
  dealer.note({ ...reach, ...identity, complete: true });
}

/** About so much text is a part that a worker reads at once. */
const partBytes = 1 << 20;

async function feedRows(
  { spec, row }: { readonly spec: RowsSpec; readonly row: SourceRow },
  pool: RangePool,
  dealer: RangeDealer,
  { signal, rangeBytes }: FeedOptions,
): Promise<void> {
  using reader = await openRows(spec);
  const files = await hashFiles(reader.files, signal);
  const { dropped } = reader;
  const reach = { ...row, ...identityOf(files), files, ...(dropped !== undefined && { dropped }) };
  pool.openRows(row.id, spec);
  for (let start = row.lines; start < reader.records; ) {
    signal.throwIfAborted();
    const { end, bytes } = reader.batchEnd(start, Math.min(partBytes, rangeBytes));
    const range = dealer.rangeFor(bytes);
    dealer.note({ ...reach, lines: end });
    await pool.sendRows(range, { start, end, bytes }, row.id);
    start = end;
  }
  dealer.rangeFor(0);
  dealer.note({ ...reach, lines: reader.records, complete: true });
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
