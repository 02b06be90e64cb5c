// What every request passes before its route: is the server open, is it for us, may it ask.

import { IndexError } from '../errors.ts';
import type { App, AppContext } from './app-context.ts';
import { brokenPart } from './parse-query.ts';
import { RateLimiter } from './rate-limiter.ts';
import { rawHeader } from './raw-header.ts';
import { commonHeaders } from './response-headers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route needs no token: it holds nothing of the corpus. */
    open?: boolean;
    /** Whoever watches the server is not counted. */
    uncounted?: boolean;
    /** The route's work may take long, so that only so many run at once. */
    long?: boolean;
  }
}

/** Names by which a server that listens to this machine only may be called. */
const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

export function addGuards(app: App, context: AppContext): void {
  const { traffic, tokens, localNamesOnly, metrics, limits } = context;
  const limiter = limits.rateLimit === undefined ? undefined : new RateLimiter(limits.rateLimit);
  const logsRequests = app.log.level === 'debug' || app.log.level === 'trace';
  app.addHook('onRequest', (request, reply, done) => {
    const { url, config } = request.routeOptions;
    const isLong = config?.long === true;
    const start = performance.now();
    traffic.enter(isLong);
    // Fastify's onResponse is not called where the client goes away; `close` comes always, and once.
    reply.raw.on('close', () => {
      traffic.leave(isLong);
      const ms = performance.now() - start;
      const { statusCode: status, writableFinished } = reply.raw;
      metrics.observe(request.method, url, status, ms);
      if (!logsRequests) return;
      const { method, id } = request;
      // The route's pattern, not the path: a query string is somebody's question.
      request.log.debug({ reqId: id, method, route: url, status, ms, whole: writableFinished });
    });
    reply.headers(commonHeaders);
    try {
      traffic.require(isLong);
      if (localNamesOnly) requireLocalName(rawHeader(request.raw, 'host'));
      if (tokens !== undefined && config?.open !== true) {
        tokens.require(request.headers.authorization);
      }
      if (config?.uncounted !== true) limiter?.require(request.ip);
      requireQuery(request.query);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * A page elsewhere can give its own name this machine's address and so read a server that asks for
 * no token; the host header still has that name.
 */
function requireLocalName(host: string | undefined): void {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (localNames.has(name) || /^127\.\d+\.\d+\.\d+$/.test(name)) return;
  throw new IndexError(
    'wrong_host',
    `this server answers to 127.0.0.1 and localhost, the request names ${JSON.stringify(name)}: use the address that the server printed, or start it with --token-file or --no-auth`,
    { found: name },
  );
}

function requireQuery(query: unknown): void {
  const broken = brokenPart(query);
  if (broken === undefined) return;
  throw new IndexError(
    'malformed_request',
    `query: ${JSON.stringify(broken)} is not percent-encoded UTF-8`,
  );
}
