// The server as a Fastify instance: every route, nothing listening. Tests use it by `inject`.
//
// Owns none of its dependencies: the caller opens the index, and closes it after the app.

import swagger from '@fastify/swagger';
import type { FastifyServerOptions } from 'fastify';
import type { LiveIndex } from '../library/snapshots/live-index.ts';
import type { WatchDesk } from '../library/watches/watch-desk.ts';
import { packageVersion } from '../package-version.ts';
import { WorkTurns } from './answering/work-turns.ts';
import type { AppContext } from './app-context.ts';
import { addCountsConnections, asksForCounts } from './counts/counts-connection.ts';
import { WatchedCurves } from './curves/watched-curves.ts';
import { openApi } from './docs/openapi.ts';
import type { AllowedHosts } from './http/allowed-hosts.ts';
import { addAllowedMethods } from './http/allowed-methods.ts';
import { addBasePathRedirect } from './http/base-path.ts';
import type { BearerTokens } from './http/bearer-tokens.ts';
import { addBodyMemory, BodyMemory, bodiesAtOnce, uploadsAtOnce } from './http/body-memory.ts';
import { addBodyParsers } from './http/body-parsers.ts';
import { createInstance } from './http/create-instance.ts';
import type { App } from './http/fastify-app.ts';
import { addGuards } from './http/guards.ts';
import { defaultLimits, type ServerLimits } from './http/limits.ts';
import { WorkRegister } from './http/request-work.ts';
import { Traffic } from './http/traffic.ts';
import type { Intake } from './intake.ts';
import { addIntakeNumbers } from './intake-metrics.ts';
import { Metrics } from './metrics.ts';
import { addContextRoute } from './routes/contexts.ts';
import { addCurvesRoute } from './routes/curves.ts';
import { addDescriptionRoutes } from './routes/describe.ts';
import { addDocumentation } from './routes/documentation.ts';
import { addExposureRoute } from './routes/exposure.ts';
import { addBatchRoute } from './routes/exposure-batch.ts';
import { addFacetsRoute } from './routes/facets.ts';
import { addOperationRoutes } from './routes/operations.ts';
import { addOverlapRoute } from './routes/overlap.ts';
import { addPage } from './routes/page.ts';
import { addRecordsRoute } from './routes/records.ts';
import { addIngestRoutes } from './routes/records-ingest.ts';
import { addSearchRoutes } from './routes/search.ts';
import { addSplitExposuresRoute } from './routes/split-exposures.ts';
import { addSplitRoute } from './routes/splits.ts';
import { addTraceRoute } from './routes/trace.ts';
import { addWatchEvents } from './routes/watch-events.ts';
import { addWatchRoutes } from './routes/watches.ts';
import { addWordRoutes } from './routes/words.ts';
import { type OwnState, type ServerWide, singleProcess } from './server-wide.ts';
import { EventStreams } from './watches/event-streams.ts';
import { followCommits } from './watches/follow-commits.ts';

export interface AppDeps {
  readonly index: LiveIndex;
  readonly limits?: Partial<ServerLimits>;
  readonly logger?: FastifyServerOptions['logger'];
  readonly tokens?: BearerTokens | undefined;
  readonly hosts?: AllowedHosts | undefined;
  /** As `decodeBasePath` makes it; empty: the proxy strips its path, or there is none. */
  readonly basePath?: string;
  /** Watch lists, which the app asks of each commit from now on. */
  readonly watches?: WatchDesk | undefined;
  /** Addresses that `requireProxies` takes; none: no proxy is believed. */
  readonly trustProxy?: readonly string[];
  /** Takes records; without it the server cannot write. */
  readonly intake?: Intake | undefined;
  /** Joins the other processes of the server; without it this is the only one. */
  readonly join?: (own: OwnState) => ServerWide;
}

/** The app, and what its owner needs to close it in order. */
export interface BuiltApp extends AppContext {
  readonly app: App;
}

export async function buildApp(deps: AppDeps): Promise<BuiltApp> {
  const { index, tokens, hosts, intake } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const traffic = new Traffic(limits.maxLong);
  const own = { metrics: new Metrics(index, traffic), watched: new WatchedCurves() };
  if (intake !== undefined) addIntakeNumbers(own.metrics.registry, intake);
  const context: AppContext = {
    ...{ index, limits, traffic, tokens, hosts, ...own },
    serverWide: deps.join?.(own) ?? singleProcess(limits, own),
    work: new WorkRegister(index, limits.deadlineMs),
    turns: new WorkTurns(),
    bodies: new BodyMemory(bodiesAtOnce * limits.maxBodyBytes),
    uploads: new BodyMemory(uploadsAtOnce * limits.maxResultsBytes),
    version: packageVersion(),
    watches: deps.watches,
    streams: new EventStreams(),
  };
  const app = createInstance(limits, {
    ...deps,
    upgrades: (request) => asksForCounts(request, context, deps.basePath),
  });
  if (deps.basePath) addBasePathRedirect(app, deps.basePath);
  addGuards(app, context);
  addAllowedMethods(app);
  addBodyMemory(app, context.bodies);
  addBodyParsers(app, context);
  await app.register(swagger, openApi(context.version));
  addExposureRoute(app, context);
  addBatchRoute(app, context);
  addContextRoute(app, context);
  addRecordsRoute(app, context);
  if (intake !== undefined) addIngestRoutes(app, context, intake);
  addSearchRoutes(app, context);
  addWordRoutes(app, context);
  addTraceRoute(app, context);
  addOverlapRoute(app, context);
  addSplitRoute(app, context);
  addSplitExposuresRoute(app, context);
  addCurvesRoute(app, { ...context, split: (running, make) => make(running.snapshot) });
  addWatchRoutes(app, context);
  addWatchEvents(app, context);
  addDescriptionRoutes(app, context);
  addFacetsRoute(app, context);
  addOperationRoutes(app, context);
  addDocumentation(app);
  addPage(app);
  addCountsConnections(app, context);
  followCommits(app, context);
  return { app, ...context };
}
