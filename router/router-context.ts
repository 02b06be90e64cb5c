// What the routes of a router share. Plain data.

import type { WorkTurns } from '../query-server/answering/work-turns.ts';
import type { AppContext } from '../query-server/app-context.ts';
import type { WorkRegister } from '../query-server/http/request-work.ts';
import type { LiveShards, Whole } from './live-shards.ts';

export interface RouterContext
  extends Pick<
    AppContext,
    | ('limits' | 'bodies' | 'uploads' | 'metrics' | 'traffic' | 'tokens' | 'hosts')
    | ('watched' | 'serverWide')
  > {
  readonly shards: LiveShards;
  readonly turns: WorkTurns;
  readonly work: WorkRegister<Whole>;
  /** Of this package; part of every ETag. */
  readonly version: string;
}
