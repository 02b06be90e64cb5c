// A log as a source: plain data by which any thread opens it, and what the first pass over it has found.
//
// Whoever opens it first scans it and leaves the numbers here, in shared memory. So the threads of a
// build that get the source afterwards do not read it again.

import type { NamedPath } from '../../input/paths/named-path.ts';
import type { LogKind } from './log-line.ts';
import { mergeRanks } from './merge-ranks.ts';
import { type LogScan, scanLog } from './scan-log.ts';

export interface LogSource {
  /** The logs of all ranks. */
  readonly files: readonly NamedPath[];
  /** Missing steps are accepted. */
  readonly gaps: boolean;
  readonly found: { table?: LogTable };
}

/** The log of a rank, as far as readers need it. */
export interface RankLog extends NamedPath {
  readonly sizeBytes: number;
  readonly records: number;
  /** Names of the files that rows are of. */
  readonly files: ReadonlyMap<number, string>;
}

/** Lines in consumed order; numbers of each, in shared memory. */
export interface LogTable {
  readonly kind: LogKind | undefined;
  readonly records: number;
  readonly ranks: readonly RankLog[];
  readonly left: string | undefined;
  readonly lines: number;
  readonly rank: Float64Array;
  readonly startByte: Float64Array;
  readonly byteLength: Float64Array;
  readonly step: Float64Array;
  /** The record with which the line begins, in consumed order; one more for the end. */
  readonly firstRecord: Float64Array;
  /** The same counted through the logs, rank by rank. */
  readonly firstInRanks: Float64Array;
}

/** Scans the logs unless that was done. Throws as `scanLog` and `mergeRanks` do. */
export function readLogTable(source: LogSource, signal?: AbortSignal): LogTable {
  const { files, gaps, found } = source;
  found.table ??= makeTable(
    files.map((file) => scanLog(file, signal)),
    gaps,
  );
  return found.table;
}

function makeTable(scans: readonly LogScan[], gaps: boolean): LogTable {
  const { ranks, kind, order, left } = mergeRanks(scans, gaps);
  const lines = order.length;
  const records = ranks.map((scan) => scan.lines.records.reduce((sum, count) => sum + count, 0));
  const [rank, startByte, byteLength, step] = Array.from({ length: 4 }, () => shareNumbers(lines));
  const [firstRecord, firstInRanks] = [shareNumbers(lines + 1), shareNumbers(lines)];
  if (!rank || !startByte || !byteLength || !step) throw new Error('no numbers');
  const inRanks = ranks.map((_, i) => records.slice(0, i).reduce((sum, count) => sum + count, 0));
  for (const [i, one] of order.entries()) {
    const { lines: has } = ranks[one.rank] as LogScan;
    const count = has.records[one.line] as number;
    rank[i] = one.rank;
    startByte[i] = has.startBytes[one.line] as number;
    byteLength[i] = has.lengths[one.line] as number;
    step[i] = has.steps[one.line] as number;
    firstRecord[i + 1] = (firstRecord[i] as number) + count;
    firstInRanks[i] = inRanks[one.rank] as number;
    inRanks[one.rank] = (inRanks[one.rank] as number) + count;
  }
  return {
    ...{ kind, lines, left, rank, startByte, byteLength, step, firstRecord, firstInRanks },
    records: firstRecord[lines] as number,
    ranks: ranks.map(({ file, files }, i) => ({ ...file, files, records: records[i] as number })),
  };
}

function shareNumbers(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * count));
}
