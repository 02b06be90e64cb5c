// Prometheus metrics. Never a phrase or a path with one: routes go by their pattern.
//
// Requests are counted in plain arrays and handed to prom-client when somebody looks: a labelled
// histogram's own bookkeeping would cost a third of a short answer.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { LiveIndex } from './answering/live-index.ts';

/** Upper bounds in seconds, inclusive; the last bucket has no bound. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

interface RequestLabels {
  readonly method: string;
  /** The pattern of the route; undefined where there is none. */
  readonly route: string | undefined;
  readonly status: number;
}

interface Series {
  readonly labels: RequestLabels;
  /** Requests by bucket, not cumulated. */
  readonly counts: number[];
  sum: number;
}

export class Metrics {
  readonly registry = new Registry();
  #series = new Map<string, Series>();
  #phrases = 0;

  constructor(index: LiveIndex, work: { readonly running: number }) {
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
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge('firstseen_requests_running', 'Requests at work', () => work.running);
    gauge('firstseen_segments', 'Segments of the newest snapshot', () =>
      index.ready ? index.snapshot.segments.length : 0,
    );
    gauge('firstseen_records', 'Records of the newest snapshot', () =>
      index.ready ? index.snapshot.records : 0,
    );
    gauge(
      'firstseen_snapshots_open',
      'Snapshots open, older ones in use included',
      () => index.openSnapshots,
    );
    gauge(
      'firstseen_snapshot_age_seconds',
      'Since the newest snapshot was opened',
      () => (index.ageMs ?? 0) / 1000,
    );
    gauge(
      'firstseen_refresh_failures',
      'Times that the catalogue could not be read',
      () => index.failures,
    );
  }

  /** Counts an answered request. */
  observe(labels: RequestLabels, ms: number): void {
    const key = `${labels.method} ${labels.route} ${labels.status}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
      this.#series.set(key, series);
    }
    const seconds = ms / 1000;
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    const at = bucket < 0 ? bounds.length : bucket;
    series.counts[at] = (series.counts[at] ?? 0) + 1;
    series.sum += seconds;
  }

  countPhrases(count: number): void {
    this.#phrases += count;
  }

  /** The text that Prometheus reads. */
  async render(): Promise<string> {
    return (await this.registry.metrics()) + renderHistogram([...this.#series.values()]);
  }
}

const histogram = 'firstseen_http_request_duration_seconds';

function renderHistogram(all: readonly Series[]): string {
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
