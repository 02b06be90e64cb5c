import t from 'tap';
import { Metrics, renderReports } from '../../query-server/metrics.ts';
import {
  keepCounts,
  type MetricsReport,
  type NumberReport,
  sumReports,
} from '../../query-server/metrics-report.ts';
import { smallServer } from './small-server.ts';

function gauge(name: string, aggregator: string, value: number | null): NumberReport {
  return { name, help: 'h', type: 'gauge', aggregator, values: [{ value, labels: {} }] };
}

function counter(values: Record<string, number>): NumberReport {
  return {
    ...{ name: 'c_total', help: 'h', type: 'counter', aggregator: 'sum' },
    values: Object.entries(values).map(([of, value]) => ({ value, labels: { of } })),
  };
}

function valuesOf({ numbers }: MetricsReport): Record<string, unknown> {
  return Object.fromEntries(
    numbers.map(({ name, values }) => [name, values.map(({ value }) => value)]),
  );
}

t.test('numbers of several processes: each in its way, labels by themselves', async (t) => {
  const report = (some: NumberReport[]): MetricsReport => ({ numbers: some, requests: [] });
  const sum = sumReports([
    report([
      counter({ a: 1, b: 10 }),
      gauge('open', 'sum', 2),
      gauge('age', 'max', 5),
      gauge('version', 'first', 24),
      gauge('process_start_time_seconds', 'omit', 100),
      gauge('nodejs_eventloop_lag_p99_seconds', 'average', null),
    ]),
    report([
      counter({ b: 100, c: 1000 }),
      gauge('open', 'sum', 3),
      gauge('age', 'max', 4),
      gauge('version', 'first', 25),
      gauge('process_start_time_seconds', 'omit', 50),
      gauge('nodejs_eventloop_lag_p99_seconds', 'average', 0.5),
    ]),
  ]);
  t.same(valuesOf(sum), {
    c_total: [1, 110, 1000],
    open: [5],
    age: [5],
    version: [24],
    process_start_time_seconds: [50],
    nodejs_eventloop_lag_p99_seconds: [0.5],
  });
  t.throws(() => sumReports([report([gauge('x', 'median', 1)])]), /median/);
});

t.test('requests are added by method, route and status', async (t) => {
  const labels = { method: 'GET', route: '/a', status: 200 };
  const one = { numbers: [], requests: [{ labels, counts: [1, 2], sum: 0.5 }] };
  const other = {
    numbers: [],
    requests: [
      { labels: { ...labels, status: 404 }, counts: [7, 0], sum: 1 },
      { labels, counts: [10, 20], sum: 0.25 },
    ],
  };
  t.same(sumReports([one, other]).requests, [
    { labels, counts: [11, 22], sum: 0.75 },
    { labels: { ...labels, status: 404 }, counts: [7, 0], sum: 1 },
  ]);
});

t.test('of a process that has ended the counts are kept, and nothing else', async (t) => {
  const requests = [{ labels: { method: 'GET', status: 404 }, counts: [1], sum: 1 }];
  const kept = keepCounts({ numbers: [gauge('open', 'sum', 2), counter({ a: 1 })], requests });
  t.same(kept, { numbers: [counter({ a: 1 })], requests });
});

t.test('the text of two equal reports has twice the counts of one', async (t) => {
  const { index } = await smallServer(t);
  const metrics = new Metrics(index, { running: 3 });
  metrics.countPhrases(5);
  metrics.observe({ method: 'GET', route: '/v1/exposures', status: 200 }, 3);
  // As prom-client gives the histogram of garbage collections.
  const values = [{ value: 4, labels: { le: 0.1, kind: 'minor' }, metricName: 'gc_bucket' }];
  const gc = { name: 'gc', help: 'h', type: 'histogram', aggregator: 'sum', values };
  const own = await metrics.report();
  const report = { ...own, numbers: [...own.numbers, gc] };
  // As it comes from another process.
  const sent: MetricsReport = JSON.parse(JSON.stringify(report));
  const text = await renderReports([report, sent]);
  const series = 'method="GET",route="/v1/exposures",status="200"';
  const name = 'firstseen_http_request_duration_seconds';
  for (const line of [
    '# TYPE firstseen_phrases_total counter',
    'firstseen_phrases_total 10',
    'firstseen_processes 2',
    'firstseen_requests_running 6',
    'firstseen_segments 2',
    'gc_bucket{le="0.1",kind="minor"} 8',
    `${name}_bucket{le="0.0025",${series}} 0`,
    `${name}_bucket{le="0.005",${series}} 2`,
    `${name}_sum{${series}} 0.006`,
    `${name}_count{${series}} 2`,
  ]) {
    t.ok(`\n${text}`.includes(`\n${line}`), line);
  }
  t.equal(text.match(/^# TYPE /gm)?.length, new Set(text.match(/^# TYPE .*$/gm)).size);
});
