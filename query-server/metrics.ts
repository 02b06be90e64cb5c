// Prometheus metrics. Never a phrase or a path with one: routes go by their pattern.
//
// Requests are counted in plain arrays and looked at when somebody asks: the bookkeeping of
// prom-client's labelled histogram would cost a third of a short answer. What one process has
// counted is a report (metrics-report.ts), and `renderReports` makes text of all of them.

import {
  type Aggregator,
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Registry,
} from 'prom-client';
import type { LiveIndex } from '../library/snapshots/live-index.ts';
import {
  type MetricsReport,
  type NumberReport,
  type NumberValue,
  type RequestLabels,
  type RequestSeries,
  sumReports,
} from './metrics-report.ts';

/** Upper bounds in seconds, inclusive; the last bucket has no bound. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** As it is counted here. */
interface Series extends RequestSeries {
  readonly counts: number[];
  sum: number;
}

export class Metrics {
  readonly registry = new Registry();
  #series = new Map<string, Series>();
  /** Most requests have the labels of the one before. */
  #last: Series | undefined;
  #phrases = 0;

  /** Without an index there are no numbers of one. */
  constructor(index: LiveIndex | undefined, work: { readonly running: number }) {
    // Event-loop delay, memory, garbage collection, file descriptors.
    collectDefaultMetrics({ register: this.registry });
    const phrases = new Counter({
      name: 'firstseen_phrases_total',
      help: 'Phrases answered, those that cannot be asked included',
      registers: [this.registry],
      collect: () => {
        phrases.reset();
        phrases.inc(this.#phrases);
      },
    });
    const gauge = (
      name: string,
      help: string,
      read: () => number,
      aggregator: Aggregator = 'sum',
    ) =>
      new Gauge({
        ...{ name, help, aggregator },
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge('firstseen_processes', 'Processes that answer', () => 1);
    gauge('firstseen_requests_running', 'Requests at work', () => work.running);
    if (index !== undefined) addIndexGauges(gauge, index);
  }

  /** Counts an answered request. */
  observe(labels: RequestLabels, ms: number): void {
    const series = this.#seriesOf(labels);
    const seconds = ms / 1000;
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    const at = bucket < 0 ? bounds.length : bucket;
    series.counts[at] = (series.counts[at] ?? 0) + 1;
    series.sum += seconds;
  }

  #seriesOf(labels: RequestLabels): Series {
    const last = this.#last;
    const { method, route, status } = labels;
    if (last !== undefined && last.labels.status === status) {
      if (last.labels.route === route && last.labels.method === method) return last;
    }
    const key = `${method} ${route} ${status}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
      this.#series.set(key, series);
    }
    this.#last = series;
    return series;
  }

  countPhrases(count: number): void {
    this.#phrases += count;
  }

  /** What this process has counted and measures now. */
  async report(): Promise<MetricsReport> {
    const numbers = (await this.registry.getMetricsAsJSON()).map(
      ({ name, help, type, aggregator, values }): NumberReport => ({
        ...{ name, help, type: String(type), aggregator },
        values: values.map(plainValue),
      }),
    );
    const requests = Array.from(this.#series.values(), ({ labels, counts, sum }) => ({
      ...{ labels, counts: [...counts], sum },
    }));
    return { numbers, requests };
  }
}

/** prom-client gives parts of histograms a name that its types do not have. */
function plainValue(given: { value: number; labels: object; metricName?: string }): NumberValue {
  const { value, labels, metricName } = given;
  return { value, labels: { ...labels }, ...(metricName !== undefined && { metricName }) };
}

type AddGauge = (
  name: string,
  help: string,
  read: () => number,
  aggregator?: Aggregator,
) => unknown;

/** Each process follows the index by itself: of the sizes and ages the largest is shown. */
function addIndexGauges(gauge: AddGauge, index: LiveIndex): void {
  const segments = () => (index.ready ? index.snapshot.segmentCount : 0);
  const records = () => (index.ready ? index.snapshot.records : 0);
  const age = () => (index.ageMs ?? 0) / 1000;
  const open = () => index.openSnapshots;
  const failures = () => index.failures;
  gauge('firstseen_segments', 'Segments of the newest snapshot', segments, 'max');
  gauge('firstseen_records', 'Records of the newest snapshot', records, 'max');
  gauge('firstseen_snapshots_open', 'Snapshots open, older ones in use included', open);
  gauge('firstseen_snapshot_age_seconds', 'Since the newest snapshot was opened', age, 'max');
  gauge('firstseen_refresh_failures', 'Times that the catalogue could not be read', failures);
}

/** The text that Prometheus reads, over the reports of all processes. */
export async function renderReports(reports: readonly MetricsReport[]): Promise<string> {
  const { numbers, requests } = sumReports(reports);
  const shown = numbers.map(({ values, ...rest }) => ({
    ...rest,
    // What is one report already stays as it is.
    aggregator: 'first',
    values: values.map((value) => ({ ...value, value: value.value ?? Number.NaN })),
  }));
  return (await AggregatorRegistry.aggregate([shown]).metrics()) + renderHistogram(requests);
}

const histogram = 'firstseen_http_request_duration_seconds';

function renderHistogram(all: readonly RequestSeries[]): string {
  const lines = [
    `# HELP ${histogram} Time from the head of a request to the end of its answer`,
    `# TYPE ${histogram} histogram`,
  ];
  for (const { labels, counts, sum } of all) {
    const { method, route = 'none', status } = labels;
    const names = `method="${method}",route="${route}",status="${status}"`;
    let total = 0;
    counts.forEach((count, i) => {
      total += count;
      lines.push(`${histogram}_bucket{le="${bounds[i] ?? '+Inf'}",${names}} ${total}`);
    });
    lines.push(`${histogram}_sum{${names}} ${sum}`, `${histogram}_count{${names}} ${total}`);
  }
  return `${lines.join('\n')}\n`;
}
