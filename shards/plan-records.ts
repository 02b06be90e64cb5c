// A question for records of the whole -> what each shard that has some of them is asked, in order.

import type { JoinedShards } from './shard.ts';

/** Records of steps, or of ranks, in [start, end). */
interface Range {
  readonly unit: 'step' | 'rank';
  readonly start: number;
  readonly end: number;
}

/** The records of a query with fromStep <= step <= until. */
interface Having {
  readonly query: string;
  readonly fromStep?: number | undefined;
  readonly until?: number | undefined;
}

/** As GET /v1/records has it. */
interface RecordQuery {
  readonly rank?: string;
  readonly steps?: string;
  readonly having?: string;
  readonly from_step?: number;
  readonly until?: number;
}

/** One shard and what it is asked. */
export interface RecordsOfShard {
  readonly shard: number;
  readonly query: RecordQuery;
}

/** The shards that may have records of the range, which lies within the whole. */
export function planRange({ unit, start, end }: Range, { shards }: Places): RecordsOfShard[] {
  return shards.flatMap(({ firstRank, description }, shard): RecordsOfShard[] => {
    const { records, first_step, steps } = description;
    if (records === 0) return [];
    if (unit === 'step') {
      const isThere = first_step < end && steps >= start;
      return isThere ? [{ shard, query: { steps: `${start}:${Math.min(end, steps + 1)}` } }] : [];
    }
    const [from, to] = [Math.max(0, start - firstRank), Math.min(records, end - firstRank)];
    return from < to ? [{ shard, query: { rank: `${from}:${to}` } }] : [];
  });
}

/** At least one shard, as a query that cannot be asked has to be refused. */
export function planHaving(asked: Having, { shards }: Places): RecordsOfShard[] {
  const { query, fromStep = 0, until = Number.POSITIVE_INFINITY } = asked;
  const filled = shards.flatMap(({ description }, shard) => {
    return description.records > 0 ? [{ ...description, shard }] : [];
  });
  const some = filled.filter(({ first_step, steps }) => first_step <= until && steps >= fromStep);
  const [first = { shard: 0, steps: until }] = filled;
  return (some.length > 0 ? some : [first]).map(({ shard, steps }) => {
    return {
      shard,
      query: {
        having: query,
        ...(asked.fromStep !== undefined && { from_step: asked.fromStep }),
        ...(asked.until !== undefined && { until: Math.min(asked.until, steps) }),
      },
    };
  });
}

/** The nearest steps with records before and behind steps that have none and lie in no shard. */
export function nearSteps({ start, end }: Range, { shards }: Places): number[] {
  const filled = shards.map(({ description }) => description).filter(({ records }) => records > 0);
  const before = filled.findLast(({ steps }) => steps < start)?.steps;
  const behind = filled.find(({ first_step }) => first_step >= end)?.first_step;
  return [before, behind].filter((step) => step !== undefined);
}

type Places = Pick<JoinedShards, 'shards'>;
