// What holds over all processes of a server: budgets of clients, places, metrics, progress.
//
// A route asks here and does not know how many processes there are. A server of one process answers
// at once; one of several asks the others (processes/parent-link.ts).

import type { CurvesProgress } from '../schemas/curves-progress.ts';
import { type PlaceName, Places, placeCounts } from './answering/places.ts';
import type { WatchedCurves } from './curves/watched-curves.ts';
import type { ServerLimits } from './http/limits.ts';
import { RateLimiter } from './http/rate-limiter.ts';
import type { Metrics } from './metrics.ts';
import type { MetricsReport } from './metrics-report.ts';

/** Requests that clients may still send. */
export interface ClientBudgets {
  /** Calls `done` once, with `too_many_requests` where the address has spent its budget. */
  spend(address: string, done: (error?: Error) => void): void;
}

/** A few places for requests that need much; the others wait. */
export interface PlaceQueue {
  /** A place, to be disposed of; rejects with the signal's reason when that aborts first. */
  take(signal: AbortSignal): Promise<Disposable>;
}

export type ServerPlaces = Readonly<Record<PlaceName, PlaceQueue>>;

export interface ServerWide {
  /** Undefined: clients may ask as often as they like. */
  readonly budgets: ClientBudgets | undefined;
  readonly places: ServerPlaces;
  /** The numbers of each process; those of processes that have ended are one more report. */
  reports(): Promise<readonly MetricsReport[]>;
  /** How far a request for curves is; undefined: none has this name. */
  progress(name: string): Promise<CurvesProgress | undefined>;
}

/** What a process tells of itself. */
export interface OwnState {
  readonly metrics: Metrics;
  readonly watched: WatchedCurves;
}

/** For a server of one process. */
export function singleProcess(
  { rateLimit }: Pick<ServerLimits, 'rateLimit'>,
  { metrics, watched }: OwnState,
): ServerWide {
  return {
    budgets: rateLimit === undefined ? undefined : new RateLimiter(rateLimit),
    places: {
      largeRecords: new Places(placeCounts.largeRecords),
      curves: new Places(placeCounts.curves),
    },
    reports: async () => [await metrics.report()],
    progress: async (name) => watched.progress(name),
  };
}
