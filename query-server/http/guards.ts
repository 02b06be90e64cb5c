// What every request passes before its route: is the server open, is it for us, may it ask.

import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import { IndexError } from '../../errors.ts';
import type { AppContext } from '../app-context.ts';
import { checkThen } from './check-then.ts';
import type { App } from './fastify-app.ts';
import { brokenPart } from './parse-query.ts';
import { isRepeated, type RequestHead, rawHeader } from './raw-header.ts';
import { commonHeaders } from './response-headers.ts';
import type { Traffic } from './traffic.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route needs no token: it holds nothing of the corpus. */
    open?: boolean;
    /** The route writes: where there are tokens, it needs one that may. */
    writes?: boolean;
    /** Whoever watches the server is not counted. */
    uncounted?: boolean;
    /** The route's work may take long, so that only so many run at once. */
    long?: boolean;
    /** The route reads its body itself, as it comes, and counts it. */
    streamed?: boolean;
  }
}

/** What a server needs to look at requests, whatever it answers from. */
type GuardContext = Pick<AppContext, 'traffic' | 'tokens' | 'hosts'> & {
  readonly metrics: Pick<AppContext['metrics'], 'observe'>;
  readonly serverWide: Pick<AppContext['serverWide'], 'budgets'>;
};

/** Whether each request has a line in the log. */
export function doesLogRequests({ log }: App): boolean {
  return log.level === 'debug' || log.level === 'trace';
}

export function addGuards(app: App, context: GuardContext): void {
  const { traffic, metrics } = context;
  const { budgets } = context.serverWide;
  const logsRequests = doesLogRequests(app);
  app.addHook('onRequest', (request, reply, done) => {
    const { url, config } = request.routeOptions;
    const start = performance.now();
    // Once the connection is closed its address is no longer known.
    const client = logsRequests ? request.ip : undefined;
    traffic.enter();
    // Fastify's onResponse is not called where the client goes away; `close` comes always, and once.
    reply.raw.on('close', () => {
      traffic.leave();
      const ms = performance.now() - start;
      const { statusCode: status, writableFinished } = reply.raw;
      const { method, id } = request;
      metrics.observe({ method, route: url, status }, ms);
      if (!logsRequests) return;
      // The route's pattern, not the path: a query string is somebody's question.
      request.log.debug({
        reqId: id,
        client,
        method,
        route: url,
        status,
        ms,
        whole: writableFinished,
      });
    });
    reply.headers(commonHeaders);
    checkThen(
      () => requireAdmission(request, context),
      (refused) => {
        if (refused !== undefined) done(refused);
        else if (budgets === undefined || config?.uncounted === true) checkQuery(request, done);
        else {
          budgets.spend(request.ip, (spent) => {
            if (spent === undefined) checkQuery(request, done);
            else done(spent);
          });
        }
      },
    );
  });
  addPlaces(app, context);
}

/** The server is open, is called by a name that it has, and knows the token. */
function requireAdmission(request: FastifyRequest, context: AdmissionContext): void {
  admitRequest(request.raw, request.routeOptions.config ?? {}, context);
}

type AdmissionContext = Pick<GuardContext, 'traffic' | 'tokens' | 'hosts'>;

/** The same of the head of a request, to a route that is open, or that writes. */
export function admitRequest(
  request: RequestHead,
  { open = false, writes = false }: Pick<FastifyContextConfig, 'open' | 'writes'>,
  { traffic, tokens, hosts }: AdmissionContext,
): void {
  traffic.requireOpen();
  const host = rawHeader(request, 'host');
  if (host === undefined) requireHost(request.httpVersion);
  else if (isRepeated(request, 'host')) throw twoHosts();
  hosts?.require(host);
  if (tokens !== undefined && !open) tokens.require(request.headers.authorization, { writes });
}

/** For requests that pass by Fastify: those that are not admitted go there, to get their problem. */
export function isAdmitted(request: RequestHead, context: AdmissionContext): boolean {
  try {
    admitRequest(request, {}, context);
    return true;
  } catch {
    return false;
  }
}

/**
 * A place among the long requests is taken when the body is there, so that a client that sends
 * half a body holds none.
 */
function addPlaces(app: App, { traffic }: GuardContext): void {
  app.addHook('preValidation', (request, reply, done) => {
    if (request.routeOptions.config?.long !== true) done();
    else checkThen(() => takePlace(traffic, reply), done);
  });
}

/** A place until the request ends; throws `server_busy` where there is none. */
export function takePlace(traffic: Traffic, reply: FastifyReply): void {
  traffic.enterLong();
  // A client that is gone has closed already.
  if (reply.raw.closed) traffic.leaveLong();
  else reply.raw.once('close', () => traffic.leaveLong());
}

/** A proxy and this server could each believe another one of them. */
function twoHosts(): IndexError {
  return new IndexError(
    'malformed_request',
    'the request has several `host` headers: expected one',
  );
}

/** HTTP/1.0 knows no such header. */
function requireHost(httpVersion: string): void {
  if (httpVersion === '1.0') return;
  throw new IndexError(
    'malformed_request',
    `the request has no \`host\` header: HTTP/${httpVersion} needs one`,
  );
}

function checkQuery({ query }: FastifyRequest, done: (error?: Error) => void): void {
  checkThen(() => requireQuery(query), done);
}

function requireQuery(query: unknown): void {
  const broken = brokenPart(query);
  if (broken === undefined) return;
  throw new IndexError(
    'malformed_request',
    `query: ${JSON.stringify(broken)} is not percent-encoded UTF-8`,
  );
}
