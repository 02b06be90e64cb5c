// A router as a Fastify instance: every route, nothing listening. Owns none of its dependencies.

import swagger from '@fastify/swagger';
import type { FastifyServerOptions } from 'fastify';
import { Gauge } from 'prom-client';
import { packageVersion } from '../package-version.ts';
import { WorkTurns } from '../query-server/answering/work-turns.ts';
import { WatchedCurves } from '../query-server/curves/watched-curves.ts';
import { openApi } from '../query-server/docs/openapi.ts';
import type { Access } from '../query-server/http/access.ts';
import { addAllowedMethods } from '../query-server/http/allowed-methods.ts';
import { addBasePathRedirect } from '../query-server/http/base-path.ts';
import {
  addBodyMemory,
  BodyMemory,
  bodiesAtOnce,
  uploadsAtOnce,
} from '../query-server/http/body-memory.ts';
import { addBodyParsers } from '../query-server/http/body-parsers.ts';
import { createInstance } from '../query-server/http/create-instance.ts';
import type { App } from '../query-server/http/fastify-app.ts';
import { addGuards } from '../query-server/http/guards.ts';
import { defaultLimits, type ServerLimits } from '../query-server/http/limits.ts';
import { WorkRegister } from '../query-server/http/request-work.ts';
import { Traffic } from '../query-server/http/traffic.ts';
import { Metrics } from '../query-server/metrics.ts';
import { addCurvesRoute } from '../query-server/routes/curves.ts';
import { addDocumentation } from '../query-server/routes/documentation.ts';
import { addHealth, addMetrics } from '../query-server/routes/operations.ts';
import { addPage } from '../query-server/routes/page.ts';
import { singleProcess } from '../query-server/server-wide.ts';
import type { LiveShards } from './live-shards.ts';
import type { RouterContext } from './router-context.ts';
import { addContextRoute } from './routes/contexts.ts';
import { addDescriptionRoutes } from './routes/describe.ts';
import { addExposureRoute } from './routes/exposure.ts';
import { addBatchRoute } from './routes/exposure-batch.ts';
import { addMissingRoutes, addReady } from './routes/operations.ts';
import { addOverlapRoute } from './routes/overlap.ts';
import { addRecordsRoute } from './routes/records.ts';
import { addSearchRoutes } from './routes/search.ts';
import { addSplitRoutes } from './routes/splits.ts';
import { addTraceRoute } from './routes/trace.ts';
import { addWordRoutes } from './routes/words.ts';
import { splitShards } from './split-shards.ts';

export interface RouterDeps extends Partial<Access> {
  readonly shards: LiveShards;
  readonly limits?: Partial<ServerLimits>;
  readonly logger?: FastifyServerOptions['logger'];
}

export interface BuiltRouter extends RouterContext {
  readonly app: App;
}

export async function buildRouter(deps: RouterDeps): Promise<BuiltRouter> {
  const { shards, tokens, hosts, basePath } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const traffic = new Traffic(limits.maxLong);
  const metrics = new Metrics(undefined, traffic);
  addShardGauges(metrics, shards);
  const watched = new WatchedCurves();
  const context: RouterContext = {
    ...{ shards, limits, traffic, tokens, hosts, metrics },
    ...{ watched, serverWide: singleProcess(limits, { metrics, watched }) },
    work: new WorkRegister(shards, limits.deadlineMs),
    turns: new WorkTurns(),
    bodies: new BodyMemory(bodiesAtOnce * limits.maxBodyBytes),
    uploads: new BodyMemory(uploadsAtOnce * limits.maxResultsBytes),
    version: packageVersion(),
  };
  const app = createInstance(limits, deps);
  if (basePath) addBasePathRedirect(app, basePath);
  addGuards(app, context);
  addAllowedMethods(app);
  addBodyMemory(app, context.bodies);
  addBodyParsers(app, context);
  await app.register(swagger, openApi(context.version));
  addExposureRoute(app, context, basePath);
  addBatchRoute(app, context);
  addContextRoute(app, context);
  addRecordsRoute(app, context);
  addSearchRoutes(app, context);
  addTraceRoute(app, context);
  addOverlapRoute(app, context);
  addSplitRoutes(app, context);
  addWordRoutes(app, context);
  addDescriptionRoutes(app, context);
  addCurvesRoute(app, {
    ...context,
    split: ({ signal }, make) =>
      shards.onOneWhole((whole) => make(splitShards(shards, { whole, signal }))),
  });
  addMissingRoutes(app);
  addHealth(app);
  addReady(app, context);
  addMetrics(app, context);
  addDocumentation(app);
  addPage(app);
  return { app, ...context };
}

/** By the address of each server, which the operator has named. */
function addShardGauges({ registry }: Metrics, { servers }: LiveShards): void {
  const gauge = (name: string, help: string, read: (set: Gauge<'shard' | 'address'>) => void) =>
    new Gauge({
      ...{ name, help, labelNames: ['shard', 'address'] as const },
      registers: [registry],
      collect() {
        read(this);
      },
    });
  const each = (read: (replica: (typeof servers)[number]['replicas'][number]) => number) => {
    return (set: Gauge<'shard' | 'address'>) => {
      servers.forEach(({ replicas }, i) => {
        for (const replica of replicas) {
          set.set({ shard: String(i + 1), address: replica.address }, read(replica));
        }
      });
    };
  };
  gauge(
    'firstseen_shard_requests',
    'Requests sent to a server of a shard',
    each((one) => one.requests),
  );
  gauge(
    'firstseen_shard_failures',
    'Requests that it did not answer',
    each((one) => one.failures),
  );
  gauge(
    'firstseen_shard_seconds',
    'The usual time of its answers',
    each((one) => one.usualMs / 1000),
  );
}
