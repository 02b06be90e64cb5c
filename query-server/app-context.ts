// What the routes share. Plain data; `buildApp` makes it from its dependencies.

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { AllowedHosts } from './allowed-hosts.ts';
import type { BearerTokens } from './bearer-tokens.ts';
import type { BodyMemory } from './body-memory.ts';
import type { ServerLimits } from './limits.ts';
import type { LiveIndex } from './live-index.ts';
import type { Metrics } from './metrics.ts';
import type { WorkRegister } from './request-work.ts';
import type { Traffic } from './traffic.ts';
import type { WorkTurns } from './work-turns.ts';

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface AppContext {
  readonly index: LiveIndex;
  readonly limits: ServerLimits;
  readonly turns: WorkTurns;
  /** Of requests' bodies in memory, and of uploaded files on disk. */
  readonly bodies: BodyMemory;
  readonly uploads: BodyMemory;
  readonly work: WorkRegister;
  readonly metrics: Metrics;
  readonly traffic: Traffic;
  /** Undefined: nobody needs one. */
  readonly tokens: BearerTokens | undefined;
  /** Undefined: the server answers by whatever name it is called. */
  readonly hosts: AllowedHosts | undefined;
  /** Of this package; part of every ETag. */
  readonly version: string;
}
