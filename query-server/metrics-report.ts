// The numbers of one process as plain data, and the sum over the processes of a server.
//
// Counts are added. A gauge says itself how it is put together: amounts are added; of ages and delays
// the largest is shown, so that the slowest process is seen. Counts of a process that has ended stay
// in the sum, as a count that falls would be taken for a restart of the server.

export interface NumberValue {
  /** Null: not a number, which JSON has no word for. */
  readonly value: number | null;
  readonly labels: Readonly<Record<string, string | number>>;
  /** With the ending of a part of a histogram. */
  readonly metricName?: string;
}

export interface NumberReport {
  readonly name: string;
  readonly help: string;
  /** As Prometheus calls it. */
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly NumberValue[];
}

export interface RequestLabels {
  readonly method: string;
  /** The pattern of the route; undefined where there is none. */
  readonly route?: string | undefined;
  readonly status: number;
}

export interface RequestSeries {
  readonly labels: RequestLabels;
  /** Requests by bucket, not cumulated. */
  readonly counts: readonly number[];
  /** Seconds of all of them. */
  readonly sum: number;
}

export interface MetricsReport {
  readonly numbers: readonly NumberReport[];
  readonly requests: readonly RequestSeries[];
}

/** How the numbers of Node's runtime are put together, where prom-client does it in another way. */
const runtimeAggregators: Readonly<Record<string, string>> = {
  process_start_time_seconds: 'min',
  nodejs_eventloop_lag_seconds: 'max',
  nodejs_eventloop_lag_mean_seconds: 'max',
  nodejs_eventloop_lag_stddev_seconds: 'max',
  nodejs_eventloop_lag_p50_seconds: 'max',
  nodejs_eventloop_lag_p90_seconds: 'max',
  nodejs_eventloop_lag_p99_seconds: 'max',
};

const counted = new Set(['counter', 'histogram', 'summary']);

/** What stays true of a process that has ended: its counts. */
export function keepCounts({ numbers, requests }: MetricsReport): MetricsReport {
  return { numbers: numbers.filter(({ type }) => counted.has(type)), requests };
}

/** One report of several; metrics and labels in the order in which they come first. */
export function sumReports(reports: readonly MetricsReport[]): MetricsReport {
  const byName = Map.groupBy(
    reports.flatMap(({ numbers }) => numbers),
    ({ name }) => name,
  );
  const byLabels = Map.groupBy(
    reports.flatMap(({ requests }) => requests),
    ({ labels: { method, route, status } }) => JSON.stringify([method, route, status]),
  );
  return {
    numbers: Array.from(byName.values(), sumNumbers),
    requests: Array.from(byLabels.values(), sumSeries),
  };
}

function sumNumbers(same: readonly NumberReport[]): NumberReport {
  const [first] = same;
  if (first === undefined) throw new Error('a group has a member');
  const aggregator = runtimeAggregators[first.name] ?? first.aggregator;
  const groups = Map.groupBy(
    same.flatMap(({ values }) => values),
    ({ labels, metricName = '' }) => JSON.stringify([metricName, Object.entries(labels).sort()]),
  );
  const values = Array.from(groups.values(), (group): NumberValue => {
    const known = group.flatMap(({ value }) => value ?? []);
    return { ...group[0], labels: group[0]?.labels ?? {}, value: combine(known, aggregator) };
  });
  return { ...first, aggregator, values };
}

function combine(values: readonly number[], aggregator: string): number | null {
  if (values.length === 0) return null;
  if (aggregator === 'sum') return values.reduce((sum, value) => sum + value, 0);
  if (aggregator === 'max') return Math.max(...values);
  if (aggregator === 'min') return Math.min(...values);
  if (aggregator === 'first') return values[0] ?? null;
  throw new Error(`no way to put numbers together is called ${aggregator}`);
}

function sumSeries(same: readonly RequestSeries[]): RequestSeries {
  const [first] = same;
  if (first === undefined) throw new Error('a group has a member');
  const counts = first.counts.map((_, i) =>
    same.reduce((sum, series) => sum + (series.counts[i] ?? 0), 0),
  );
  return { labels: first.labels, counts, sum: same.reduce((sum, series) => sum + series.sum, 0) };
}
