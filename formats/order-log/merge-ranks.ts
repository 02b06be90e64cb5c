// The logs of all ranks of a run as one order: each step has the records of rank 0, then those of rank 1, ...
//
// What is missing is an error, or is said: ranks, and steps between the first one and the last one.

import { type ErrorDetails, IndexError } from '../../errors.ts';
import type { LogKind } from './log-line.ts';
import type { LogScan, LostSteps } from './scan-log.ts';

export interface MergedLogs {
  /** Ascending by rank. */
  readonly ranks: readonly LogScan[];
  readonly kind: LogKind | undefined;
  /** Lines in consumed order: the rank of each, and its place among the lines of the rank. */
  readonly order: readonly { readonly rank: number; readonly line: number }[];
  /** What the logs hold or say beyond, in words; undefined: nothing. */
  readonly left: string | undefined;
}

/** With `gaps` missing steps are said and no error. Throws `shard_missing` and `order_invalid`. */
export function mergeRanks(scans: readonly LogScan[], gaps: boolean): MergedLogs {
  const ranks = scans.toSorted((a, b) => a.rank - b.rank);
  requireRanks(ranks);
  const kind = requireKind(ranks);
  const ends = ranks.map(lastStep);
  // Ranks wait for each other at each step, so only the last one may be in some logs alone.
  const isCut = Math.max(...ends) - Math.min(...ends) === 1;
  const end = isCut ? Math.min(...ends) : Math.max(...ends);
  const first = Math.min(...ranks.map(({ lines }) => lines.steps[0] ?? Number.POSITIVE_INFINITY));
  const left: string[] = [];
  for (const scan of ranks) {
    for (const missing of findMissing(scan, { first, end })) {
      if (!gaps) throw refuseGap(scan, missing);
      left.push(`${nameSteps(missing)} of ${scan.file.name} in part or whole (${missing.reason})`);
    }
    if (scan.tornBytes > 0)
      left.push(`a torn last line of ${scan.tornBytes} bytes in ${scan.file.name}`);
  }
  if (isCut) left.push(`step ${end + 1}, which only some ranks have logged`);
  return {
    ranks,
    kind,
    order: orderLines(ranks, isCut ? end : Number.POSITIVE_INFINITY),
    left: left.length === 0 ? undefined : left.join(', '),
  };
}

function lastStep({ lines, lost }: LogScan): number {
  return Math.max(lines.steps.at(-1) ?? 0, ...lost.map(({ last }) => last));
}

function orderLines(ranks: readonly LogScan[], end: number): MergedLogs['order'] {
  const all: { step: number; rank: number; line: number }[] = [];
  for (const [rank, { lines }] of ranks.entries()) {
    for (const [line, step] of lines.steps.entries()) {
      if (step <= end) all.push({ step, rank, line });
    }
  }
  // Lines of a step stay in order: the sort is stable.
  return all.sort((a, b) => a.step - b.step);
}

function requireRanks(ranks: readonly LogScan[]): void {
  const [first] = ranks;
  if (first === undefined) throw new Error('an order log without a file');
  for (const [i, { file, run, rank, worldSize }] of ranks.entries()) {
    const before = ranks[i - 1];
    if (run !== first.run || worldSize !== first.worldSize) {
      const its = `${file.name} is of ${spellRun(run, worldSize)}`;
      throw refuse(
        `${its}, and ${first.file.name} of ${spellRun(first.run, first.worldSize)}: expected the ranks of one run`,
        { file: file.name },
      );
    }
    if (before?.rank === rank) {
      throw refuse(`${before.file.name} and ${file.name} are both of rank ${rank}`, {
        file: file.name,
      });
    }
  }
  if (ranks.length === first.worldSize) return;
  const found = new Set(ranks.map(({ rank }) => rank));
  const missing = Array.from({ length: first.worldSize }, (_, rank) => rank).filter(
    (rank) => !found.has(rank),
  );
  throw new IndexError(
    'shard_missing',
    `${first.file.name} is of a run of ${first.worldSize} ranks: expected the logs of all, found none of rank ${missing.slice(0, 10).join(', ')}. Name all of them in files`,
    { file: first.file.name, missing: missing.slice(0, 10).join(', ') },
  );
}

function spellRun(run: string, worldSize: number): string {
  return `the run ${JSON.stringify(run)} of ${worldSize} ranks`;
}

function requireKind(ranks: readonly LogScan[]): LogKind | undefined {
  const said = ranks.filter(({ kind }) => kind !== undefined);
  const [first] = said;
  const other = said.find(({ kind }) => kind !== first?.kind);
  if (first === undefined || other === undefined) return first?.kind;
  const found = `${first.file.name} says records as ${first.kind}, ${other.file.name} as ${other.kind}`;
  throw refuse(`${found}: expected the same in all ranks`, { file: other.file.name });
}

/** Steps of [first, end] that the rank has not logged, or not whole. */
function* findMissing(
  { lines, lost }: LogScan,
  { first, end }: { readonly first: number; readonly end: number },
): Generator<LostSteps> {
  const named = lost.filter((one) => one.first <= end);
  yield* named;
  const held = [
    ...lines.steps.map((step) => ({ first: step, last: step })),
    ...named,
    { first: end + 1, last: end + 1 },
  ].sort((a, b) => a.first - b.first);
  let next = first;
  for (const one of held) {
    if (one.first > end + 1) break;
    if (one.first > next) yield { first: next, last: one.first - 1, reason: 'not in the log' };
    next = Math.max(next, one.last + 1);
  }
}

function refuseGap({ file }: LogScan, missing: LostSteps): IndexError {
  const accept = 'Where that is accepted, say "gaps": true: counts are then of the rest';
  return refuse(
    `${file.name} does not hold ${nameSteps(missing)} in whole: ${missing.reason}. ${accept}`,
    { file: file.name, step: missing.first },
  );
}

function nameSteps({ first, last }: Pick<LostSteps, 'first' | 'last'>): string {
  return first === last ? `step ${first}` : `steps ${first} to ${last}`;
}

function refuse(message: string, details: ErrorDetails): IndexError {
  return new IndexError('order_invalid', message, details);
}
