// GET /v1/exposures?phrase=... over shards, without Fastify, and on most connections without Node's HTTP.
//
// Between two rounds of a router its shards run on the same cores, so each request costs what it takes to load
// its code, and those two have more of that than all the rest. What asks for more than a phrase goes to Fastify's
// route, with the same guards and answers.

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
import { hasBody, type RequestHead, rawHeader } from '../../query-server/http/raw-header.ts';
import { commonHeaders } from '../../query-server/http/response-headers.ts';
import { keepHeaders } from '../../query-server/routes/exposure.ts';
import type { PhraseRound, RoundAnswer } from '../phrase-round.ts';
import { type Reply, type ReplyText, takePlainRequests } from '../plain-connections.ts';
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
  const take = (head: RequestHead & { readonly url?: string | undefined }, reply: Reply) => {
    const phrase = askedPhrase(pathOf(head));
    if (phrase === undefined || phrase.length > context.limits.maxPhraseLength) return false;
    if (!isAdmitted(head, context)) return false;
    lane.take({ reply, phrase });
    return true;
  };
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isPlain(request) && take(request, new NodeReply(response))) return;
    fastify.call(server, request, response);
  });
  const end = takePlainRequests(server, take);
  // The server would wait for them.
  app.addHook('preClose', (done) => {
    end();
    done();
  });
}

/** As readPlainHead has it of the requests that Node does not see. */
function isPlain(request: IncomingMessage): boolean {
  if (request.method !== 'GET' || hasBody(request)) return false;
  // Its client may have the answer already.
  return rawHeader(request, 'if-none-match') === undefined;
}

/** Undefined: the request asks for something else, or is to be refused. */
function askedPhrase(url: string): string | undefined {
  if (!url.startsWith(start) || /[&#]/.test(url)) return undefined;
  return decodeValue(url.slice(start.length));
}

/** A request as Node has it. */
class NodeReply implements Reply {
  #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  send({ status, headers, text }: ReplyText): void {
    this.#response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
    this.#response.end(text);
  }

  cut(): void {
    this.#response.destroy();
  }

  whenDone(done: (status: number) => void): void {
    const response = this.#response;
    response.once('close', () => {
      done(response.headersSent ? response.statusCode : clientClosedRequest);
    });
  }
}

interface Exchange {
  readonly reply: Reply;
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
    this.#headersOf = keepHeaders(context.version, commonHeaders);
  }

  take(exchange: Exchange): void {
    const { reply, phrase } = exchange;
    const { traffic, metrics } = this.#context;
    const began = performance.now();
    traffic.enter();
    metrics.countPhrases(1);
    reply.whenDone((status) => {
      traffic.leave();
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
          reply.cut();
        }
      },
    });
  }

  #send({ reply, phrase }: Exchange, { whole: { joined }, text }: RoundAnswer): void {
    const remarks = remarksOn(joined, phrase);
    const headers = this.#headersOf(joined.snapshot);
    const own = remarks.length === 0 ? headers : { ...headers, ...remarkHeaders(remarks) };
    reply.send({ status: 200, headers: own, text });
  }

  #refuse({ reply }: Exchange, error: Error): void {
    const problem = describeProblem(error, route);
    logProblem(this.#app.log, problem, route);
    const { status, headers, text } = problem;
    reply.send({ status, headers: { ...commonHeaders, ...headers }, text });
  }
}
