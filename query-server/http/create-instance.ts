// A Fastify instance with the rules that hold for every route: how requests are read, checked and refused.

import type { IncomingMessage } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyServerOptions, LogController } from 'fastify';
import { Problem } from '../../schemas/problem.ts';
import { stripBasePath } from './base-path.ts';
import type { App } from './fastify-app.ts';
import type { ServerLimits } from './limits.ts';
import { parseQuery } from './parse-query.ts';
import { answerError } from './problems.ts';
import { refuseConnection } from './refuse-connection.ts';
import { validatorCompiler } from './validation.ts';

interface InstanceOptions {
  readonly logger?: FastifyServerOptions['logger'];
  /** As `decodeBasePath` makes it. */
  readonly basePath?: string;
  readonly trustProxy?: readonly string[];
  /** Whether a request that asks for an upgrade gets one. Else it is one like others, as HTTP has it. */
  readonly upgrades?: (request: IncomingMessage) => boolean;
}

export function createInstance(limits: ServerLimits, options: InstanceOptions): App {
  const { logger = false, basePath = '', trustProxy = [], upgrades = () => false } = options;
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
    http: {
      ...{ headersTimeout: 10_000, connectionsCheckingInterval: 1000, requireHostHeader: false },
      shouldUpgradeCallback: upgrades,
    },
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
