// What the routes share. Plain data; `buildApp` makes it from its dependencies.

import type { LiveIndex } from '../library/snapshots/live-index.ts';
import type { WatchDesk } from '../library/watches/watch-desk.ts';
import type { WorkTurns } from './answering/work-turns.ts';
import type { WatchedCurves } from './curves/watched-curves.ts';
import type { AllowedHosts } from './http/allowed-hosts.ts';
import type { BearerTokens } from './http/bearer-tokens.ts';
import type { BodyMemory } from './http/body-memory.ts';
import type { ServerLimits } from './http/limits.ts';
import type { WorkRegister } from './http/request-work.ts';
import type { Traffic } from './http/traffic.ts';
import type { Metrics } from './metrics.ts';
import type { ServerWide } from './server-wide.ts';
import type { EventStreams } from './watches/event-streams.ts';

export interface AppContext {
  readonly index: LiveIndex;
  readonly limits: ServerLimits;
  readonly turns: WorkTurns;
  /** Of requests' bodies in memory, and of uploaded files on disk. */
  readonly bodies: BodyMemory;
  readonly uploads: BodyMemory;
  readonly work: WorkRegister;
  readonly metrics: Metrics;
  /** Requests for curves that are at work in this process. */
  readonly watched: WatchedCurves;
  readonly serverWide: ServerWide;
  readonly traffic: Traffic;
  /** Undefined: the server keeps no watch lists. */
  readonly watches: WatchDesk | undefined;
  /** Clients that read events of watch lists. */
  readonly streams: EventStreams;
  /** Undefined: requests need none. */
  readonly tokens: BearerTokens | undefined;
  /** Undefined: the server answers by whatever name it is called. */
  readonly hosts: AllowedHosts | undefined;
  /** Of this package; part of every ETag. */
  readonly version: string;
}
