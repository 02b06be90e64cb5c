// The server as a Fastify instance: every route, nothing listening. Tests use it by `inject`.
//
// Owns none of its dependencies: the caller opens the index, and closes it after the app.

import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyServerOptions, LogController } from 'fastify';
import type { LiveIndex } from '../library/snapshots/live-index.ts';
import { packageVersion } from '../package-version.ts';
import { Problem } from '../schemas/problem.ts';
import { WorkTurns } from './answering/work-turns.ts';
import type { AppContext } from './app-context.ts';
import { WatchedCurves } from './curves/watched-curves.ts';
import { openApi } from './docs/openapi.ts';
import type { AllowedHosts } from './http/allowed-hosts.ts';
import { addAllowedMethods } from './http/allowed-methods.ts';
import { addBasePathRedirect, stripBasePath } from './http/base-path.ts';
import type { BearerTokens } from './http/bearer-tokens.ts';
import { addBodyMemory, BodyMemory, bodiesAtOnce, uploadsAtOnce } from './http/body-memory.ts';
import { addBodyParsers } from './http/body-parsers.ts';
import type { App } from './http/fastify-app.ts';
import { addGuards } from './http/guards.ts';
import { defaultLimits, type ServerLimits } from './http/limits.ts';
import { parseQuery } from './http/parse-query.ts';
import { answerError } from './http/problems.ts';
import { refuseConnection } from './http/refuse-connection.ts';
import { WorkRegister } from './http/request-work.ts';
import { Traffic } from './http/traffic.ts';
import { validatorCompiler } from './http/validation.ts';
import { Metrics } from './metrics.ts';
import { addContextRoute } from './routes/contexts.ts';
import { addCurvesRoute } from './routes/curves.ts';
import { addDescriptionRoutes } from './routes/describe.ts';
import { addDocumentation } from './routes/documentation.ts';
import { addExposureRoute } from './routes/exposure.ts';
import { addBatchRoute } from './routes/exposure-batch.ts';
import { addOperationRoutes } from './routes/operations.ts';
import { addOverlapRoute } from './routes/overlap.ts';
import { addPage } from './routes/page.ts';
import { addRecordsRoute } from './routes/records.ts';
import { addSearchRoutes } from './routes/search.ts';
import { addSplitRoute } from './routes/splits.ts';
import { addTraceRoute } from './routes/trace.ts';
import { addWordRoute } from './routes/words.ts';
import { type OwnState, type ServerWide, singleProcess } from './server-wide.ts';

export interface AppDeps {
  readonly index: LiveIndex;
  readonly limits?: Partial<ServerLimits>;
  readonly logger?: FastifyServerOptions['logger'];
  readonly tokens?: BearerTokens | undefined;
  readonly hosts?: AllowedHosts | undefined;
  /** As `decodeBasePath` makes it; empty: the proxy strips its path, or there is none. */
  readonly basePath?: string;
  /** Addresses that `requireProxies` takes; none: no proxy is believed. */
  readonly trustProxy?: readonly string[];
  /** Joins the other processes of the server; without it this is the only one. */
  readonly join?: (own: OwnState) => ServerWide;
}

/** The app, and what its owner needs to close it in order. */
export interface BuiltApp extends AppContext {
  readonly app: App;
}

export async function buildApp(deps: AppDeps): Promise<BuiltApp> {
  const { index, tokens, hosts } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const traffic = new Traffic(limits.maxLong);
  const own = { metrics: new Metrics(index, traffic), watched: new WatchedCurves() };
  const context: AppContext = {
    ...{ index, limits, traffic, tokens, hosts, ...own },
    serverWide: deps.join?.(own) ?? singleProcess(limits, own),
    work: new WorkRegister(index, limits.deadlineMs),
    turns: new WorkTurns(),
    bodies: new BodyMemory(bodiesAtOnce * limits.maxBodyBytes),
    uploads: new BodyMemory(uploadsAtOnce * limits.maxResultsBytes),
    version: packageVersion(),
  };
  const app = createInstance(limits, deps);
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
  addSearchRoutes(app, context);
  addWordRoute(app, context);
  addTraceRoute(app, context);
  addOverlapRoute(app, context);
  addSplitRoute(app, context);
  addCurvesRoute(app, context);
  addDescriptionRoutes(app, context);
  addOperationRoutes(app, context);
  addDocumentation(app);
  addPage(app);
  return { app, ...context };
}

function createInstance(limits: ServerLimits, deps: AppDeps): App {
  const { logger = false, basePath = '', trustProxy = [] } = deps;
  const app: App = fastify({
    logger,
    ...(basePath !== '' && { rewriteUrl: stripBasePath(basePath) }),
    ...(trustProxy.length > 0 && { trustProxy: [...trustProxy] }),
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request would cost more than most answers.
    childLoggerFactory: (parent) => parent,
    bodyLimit: limits.maxBodyBytes,
    // A head within 10 s and a body within a minute, looked at every second.
    // Node would refuse a request without `host` in silence; guards.ts says what is wrong.
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1000, requireHostHeader: false },
    requestTimeout: 60_000,
    connectionTimeout: limits.deadlineMs + 30_000,
    keepAliveTimeout: 72_000,
    // Requests have ended by then (serve.ts); what is left is connections that nobody has used.
    forceCloseConnections: true,
    clientErrorHandler: refuseConnection(basePath),
    frameworkErrors: answerError,
    routerOptions: { querystringParser: parseQuery },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // As the command line does it: the same bytes.
  app.setSerializerCompiler(() => JSON.stringify);
  app.addSchema({ ...Problem, $id: 'Problem' });
  app.setErrorHandler(answerError);
  return app;
}
