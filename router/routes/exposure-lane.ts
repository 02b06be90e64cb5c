// GET /v1/exposures?phrase=... over shards, without Fastify.
//
// Between two rounds of a router its shards run on the same cores, so each request costs what it takes to load
// its code, and Fastify has more of that than all the rest. What asks for more than a phrase goes to Fastify's
// route, with the same guards and answers: 64 clients got 1.3 times the answers a second so.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { plainKey } from '../../query-server/answering/answer-round.ts';
import { remarkHeaders, remarksOn } from '../../query-server/answering/remarks.ts';
import { stripBasePath } from '../../query-server/http/base-path.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { doesLogRequests, isAdmitted } from '../../query-server/http/guards.ts';
import { decodeValue } from '../../query-server/http/parse-query.ts';
import {
  clientClosedRequest,
  describeProblem,
  logProblem,
} from '../../query-server/http/problems.ts';
import { hasBody, rawHeader } from '../../query-server/http/raw-header.ts';
import { commonHeaders } from '../../query-server/http/response-headers.ts';
import { keepHeaders } from '../../query-server/routes/exposure.ts';
import type { PhraseRound, RoundAnswer } from '../phrase-round.ts';
import type { RouterContext } from '../router-context.ts';

const route = '/v1/exposures';
const start = `${route}?phrase=`;

interface LaneOptions {
  readonly round: PhraseRound;
  /** What clients have before the path. */
  readonly basePath: string;
}

/** Takes such requests before Fastify sees them. */
export function addExposureLane(
  app: App,
  context: RouterContext,
  { round, basePath }: LaneOptions,
): void {
  const { server } = app;
  const [fastify] = server.listeners('request');
  // Fastify's hooks spend a client's budget and write the log of requests.
  const needsHooks = doesLogRequests(app) || context.serverWide.budgets !== undefined;
  if (fastify === undefined || needsHooks) return;
  const pathOf = stripBasePath(basePath);
  const lane = new ExposureLane(app, context, round);
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const phrase = askedPhrase(request, pathOf(request));
    const isShort = phrase !== undefined && phrase.length <= context.limits.maxPhraseLength;
    if (isShort && isAdmitted(request, context)) lane.take({ response, phrase });
    else fastify.call(server, request, response);
  });
}

/** Undefined: the request asks for something else, or is to be refused. */
function askedPhrase(request: IncomingMessage, url: string): string | undefined {
  if (request.method !== 'GET' || !url.startsWith(start) || /[&#]/.test(url)) return undefined;
  // Its client may have the answer already.
  if (hasBody(request) || rawHeader(request, 'if-none-match') !== undefined) return undefined;
  return decodeValue(url.slice(start.length));
}

interface Exchange {
  readonly response: ServerResponse;
  readonly phrase: string;
}

class ExposureLane {
  #app: App;
  #context: RouterContext;
  #round: PhraseRound;
  #headersOf: ReturnType<typeof keepHeaders>;

  constructor(app: App, context: RouterContext, round: PhraseRound) {
    this.#app = app;
    this.#context = context;
    this.#round = round;
    this.#headersOf = keepHeaders(context.version);
  }

  take(exchange: Exchange): void {
    const { response, phrase } = exchange;
    const { traffic, metrics } = this.#context;
    const began = performance.now();
    traffic.enter();
    metrics.countPhrases(1);
    response.once('close', () => {
      traffic.leave();
      const status = response.headersSent ? response.statusCode : clientClosedRequest;
      metrics.observe({ method: 'GET', route, status }, performance.now() - began);
    });
    this.#round.ask({
      ...{ phrase, key: plainKey, question: () => ({}) },
      // What it throws would be nobody's.
      done: (answer) => {
        try {
          if (answer instanceof Error) this.#refuse(exchange, answer);
          else this.#send(exchange, answer);
        } catch (error) {
          this.#app.log.error({ err: error, route }, 'failed');
          response.destroy();
        }
      },
    });
  }

  #send({ response, phrase }: Exchange, { whole: { joined }, text }: RoundAnswer): void {
    response.writeHead(200, {
      ...commonHeaders,
      ...this.#headersOf(joined.snapshot),
      ...remarkHeaders(remarksOn(joined, phrase)),
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  }

  #refuse({ response }: Exchange, error: Error): void {
    const problem = describeProblem(error, route);
    logProblem(this.#app.log, problem, route);
    const { status, headers, text } = problem;
    const length = Buffer.byteLength(text);
    response.writeHead(status, { ...commonHeaders, ...headers, 'content-length': length });
    response.end(text);
  }
}
