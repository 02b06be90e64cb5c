// GET /v1/exposures?phrase=... over shards, without Fastify.
//
// Between two rounds of a router its shards run on the same cores, so each request costs what it takes to load
// its code, and Fastify has more of that than all the rest. What asks for more than a phrase goes to Fastify's
// route, with the same guards and answers: 64 clients got 1.3 times the answers a second so.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { plainKey } from '../../query-server/answering/answer-round.ts';
import { remarkHeaders, remarksOn } from '../../query-server/answering/remarks.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { isAdmitted } from '../../query-server/http/guards.ts';
import { decodeValue } from '../../query-server/http/parse-query.ts';
import {
  clientClosedRequest,
  describeProblem,
  loggedProblem,
} from '../../query-server/http/problems.ts';
import { rawHeader } from '../../query-server/http/raw-header.ts';
import { commonHeaders } from '../../query-server/http/response-headers.ts';
import { makeHeaders } from '../../query-server/routes/exposure.ts';
import type { PhraseRound, RoundAnswer } from '../phrase-round.ts';
import type { RouterContext } from '../router-context.ts';

const route = '/v1/exposures';

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
  const logsRequests = app.log.level === 'debug' || app.log.level === 'trace';
  // Fastify's hooks spend a client's budget and write the log of requests.
  if (fastify === undefined || logsRequests || context.serverWide.budgets !== undefined) return;
  const starts = [basePath, ''].map((before) => `${before}${route}?phrase=`);
  const lane = new ExposureLane(app, context);
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const phrase = askedPhrase(request, starts);
    const isShort = phrase !== undefined && phrase.length <= context.limits.maxPhraseLength;
    if (isShort && isAdmitted(request, context)) lane.take({ response, phrase }, round);
    else fastify.call(server, request, response);
  });
}

/** Undefined: the request asks for something else, or is to be refused. */
function askedPhrase(request: IncomingMessage, starts: readonly string[]): string | undefined {
  const { url = '', method } = request;
  const start = starts.find((one) => url.startsWith(one));
  if (method !== 'GET' || start === undefined || /[&#]/.test(url)) return undefined;
  // It has a body, or its client has an answer already.
  const others = ['content-length', 'transfer-encoding', 'if-none-match'];
  if (others.some((name) => rawHeader(request, name) !== undefined)) return undefined;
  return decodeValue(url.slice(start.length));
}

interface Exchange {
  readonly response: ServerResponse;
  readonly phrase: string;
}

class ExposureLane {
  #app: App;
  #context: RouterContext;
  /** Of an answer of the snapshot. */
  #headers: Readonly<Record<string, string>> = {};
  #snapshot = '';

  constructor(app: App, context: RouterContext) {
    this.#app = app;
    this.#context = context;
  }

  take(exchange: Exchange, round: PhraseRound): void {
    const { response, phrase } = exchange;
    const { traffic, metrics } = this.#context;
    const start = performance.now();
    traffic.enter();
    metrics.countPhrases(1);
    response.once('close', () => {
      traffic.leave();
      const status = response.headersSent ? response.statusCode : clientClosedRequest;
      metrics.observe({ method: 'GET', route, status }, performance.now() - start);
    });
    round.ask({
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
    if (joined.snapshot !== this.#snapshot) {
      const own = makeHeaders({ name: joined.snapshot }, this.#context.version);
      this.#headers = { ...commonHeaders, ...own };
      this.#snapshot = joined.snapshot;
    }
    response.writeHead(200, {
      ...this.#headers,
      ...remarkHeaders(remarksOn(joined, phrase)),
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  }

  #refuse({ response }: Exchange, error: Error): void {
    const problem = describeProblem(error, route);
    if (problem.isLogged) this.#app.log.error(loggedProblem(problem, route), 'failed');
    const { status, headers, text } = problem;
    const length = Buffer.byteLength(text);
    response.writeHead(status, { ...commonHeaders, ...headers, 'content-length': length });
    response.end(text);
  }
}
