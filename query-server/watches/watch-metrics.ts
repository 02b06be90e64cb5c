// The numbers of watch lists in the metrics, and the lines of the log about them.

import type { FastifyBaseLogger } from 'fastify';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { IndexError } from '../../errors.ts';
import type { WatchDesk } from '../../library/watches/watch-desk.ts';
import type { WatchNote } from '../../library/watches/watch-notes.ts';
import type { EventStreams } from './event-streams.ts';

/** Seconds. */
const delayBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Registers the numbers; what it returns counts what is noted. */
export function addWatchMetrics(
  registry: Registry,
  desk: WatchDesk,
  streams: EventStreams,
): (note: WatchNote) => void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      collect() {
        this.set(read());
      },
    });
  const seen = () => desk.lists.reduce((sum, watch) => sum + watch.seen, 0);
  gauge('firstseen_watches', 'Watch lists', () => desk.lists.length);
  gauge(
    'firstseen_watch_items',
    'Phrases, groups and queries of all watch lists',
    () => desk.items,
  );
  gauge('firstseen_watch_items_seen', 'Those of them that were seen', seen);
  gauge('firstseen_watch_consumers', 'Clients that read events', () => streams.open);
  const counter = (name: string, help: string) =>
    new Counter({ name, help, registers: [registry] });
  const events = counter('firstseen_watch_events_total', 'Events of watch lists');
  const failures = counter('firstseen_watch_failures_total', 'Commits that could not be asked');
  const refused = counter(
    'firstseen_webhook_failures_total',
    'Tries to send an event to a webhook that have failed',
  );
  const delay = new Histogram({
    name: 'firstseen_watch_delay_seconds',
    help: 'From the opening of a commit to the moment at which its events are durable',
    buckets: delayBounds,
    registers: [registry],
  });
  return (note) => {
    if (note.kind === 'events') {
      events.inc(note.count);
      delay.observe(note.delayMs / 1000);
    } else if (note.kind === 'failed') failures.inc();
    else refused.inc();
  };
}

/** Milliseconds between two lines about commits of a list that fail: they are tried every second. */
const quietMs = 60_000;

/** Logs what went wrong: a list that fails once a minute, a webhook that fails less and less. */
export function logWatchNotes(log: FastifyBaseLogger): (note: WatchNote) => void {
  const loggedAt = new Map<string, number>();
  return (note) => {
    const now = performance.now();
    if (note.kind === 'failed') {
      if (now - (loggedAt.get(note.name) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
      loggedAt.set(note.name, now);
    }
    logNote(log, note);
  };
}

function logNote(log: FastifyBaseLogger, note: WatchNote): void {
  const { kind, name } = note;
  if (kind === 'failed') {
    const { error } = note;
    const known = error instanceof IndexError;
    const about = known ? { code: error.code, reason: error.message } : { err: error };
    log.warn({ watch: name, ...about }, 'cannot write the events of a watch list, will try again');
  } else if (kind === 'webhook-failed' && Number.isInteger(Math.log2(note.inRow))) {
    const { reason, inRow } = note;
    log.warn(
      { watch: name, reason, tries: inRow },
      'the webhook did not take an event, will try again',
    );
  }
}
