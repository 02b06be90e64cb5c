// POST /v1/exposures of routers, without Fastify.
//
// A router asks for some dozens of phrases at a time, in requests that always look the same. Between two of
// them other processes run, so each costs what it takes to load its code, and the hooks and streams of
// Fastify cost more than the search. What looks otherwise goes to Fastify, with the same answers.

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import { BatchBody, countsAccept, countsType } from '../../schemas/exposure-batch.ts';
import { answerCounts } from '../answering/answer-counts.ts';
import { namedQuestion } from '../answering/named-question.ts';
import { countPhrases, decodeBody, requirePhrases } from '../answering/read-batch.ts';
import type { AppContext } from '../app-context.ts';
import { parseSmallBody } from '../http/body-parsers.ts';
import { describeRefusal } from '../http/describe-refusal.ts';
import type { App } from '../http/fastify-app.ts';
import { admitRequest } from '../http/guards.ts';
import { joinChunks } from '../http/join-chunks.ts';
import { clientClosedRequest, describeProblem, loggedProblem } from '../http/problems.ts';
import { rawHeader } from '../http/raw-header.ts';
import { ClientGone } from '../http/request-work.ts';
import { commonHeaders, snapshotHeader } from '../http/response-headers.ts';
import { compileCheck } from '../http/validation.ts';

const path = '/v1/exposures';
/** A larger body is collected by Fastify's parsers, which pause. */
const maxPlainBytes = 256 << 10;
const checkBody = compileCheck<BatchBody>(BatchBody);

/** Takes the requests of routers before Fastify sees them. `basePath`: what clients have before the path. */
export function addCountsLane(app: App, context: AppContext, basePath = ''): void {
  const { server } = app;
  const [fastify] = server.listeners('request');
  const maxBytes = Math.min(maxPlainBytes, context.limits.maxBodyBytes);
  const logsRequests = app.log.level === 'debug' || app.log.level === 'trace';
  if (fastify === undefined || logsRequests || context.serverWide.budgets !== undefined) return;
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const isPlain = isOfRouter(request, basePath + path) && lengthOf(request) <= maxBytes;
    if (isPlain && isAdmitted(request, context)) takeRequest({ request, response, context, app });
    else fastify.call(server, request, response);
  });
}

/** Whether a request looks as routers send it. */
function isOfRouter(request: IncomingMessage, url: string): boolean {
  if (request.method !== 'POST' || (request.url !== path && request.url !== url)) return false;
  if (rawHeader(request, 'accept') !== countsAccept) return false;
  if (rawHeader(request, 'content-type') !== 'application/json') return false;
  return rawHeader(request, 'content-encoding') === undefined;
}

/** Bytes of the body; NaN: the request does not say it. */
function lengthOf(request: IncomingMessage): number {
  return Number(rawHeader(request, 'content-length') ?? Number.NaN);
}

/** What is not gets its problem by Fastify. */
function isAdmitted(request: IncomingMessage, context: AppContext): boolean {
  try {
    admitRequest(request, {}, context);
    return true;
  } catch {
    return false;
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: AppContext;
  readonly app: App;
}

/** Counts the request and collects its body. */
function takeRequest(exchange: Exchange): void {
  const { request, response, context } = exchange;
  const { traffic, metrics } = context;
  const start = performance.now();
  traffic.enter();
  const body = context.bodies.hold((error) => {
    request.pause();
    sendProblem(error, exchange, { connection: 'close' });
  });
  response.once('close', () => {
    body.letGo();
    traffic.leave();
    const status = response.headersSent ? response.statusCode : clientClosedRequest;
    metrics.observe({ method: 'POST', route: path, status }, performance.now() - start);
  });
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => {
    body.add(chunk.length);
    chunks.push(chunk);
  });
  request.on('error', () => {});
  request.on('end', () => {
    if (response.headersSent) return;
    body.arrived();
    answer(joinChunks(chunks), exchange).catch((error: unknown) => {
      // What is cut cannot be taken for the whole.
      if (response.headersSent || error instanceof ClientGone) response.destroy();
      else sendProblem(error, exchange);
    });
  });
}

async function answer(bytes: Buffer, { request, response, context }: Exchange): Promise<void> {
  const { work, turns, traffic, limits, metrics } = context;
  const { maxPhraseLength, maxPhrases } = limits;
  traffic.enterLong();
  response.once('close', () => traffic.leaveLong());
  using running = work.begin({ raw: response, request: { raw: request } });
  const { snapshot, signal } = running;
  const { phrases, ...asked } = readBody(bytes);
  const count = countPhrases(phrases);
  requirePhrases(count, maxPhrases);
  const plan = new PhrasePlan(snapshot, namedQuestion(snapshot, decodeBody(asked)));
  metrics.countPhrases(count);
  const pause = turns.pause(signal);
  const headers = {
    ...commonHeaders,
    'content-type': countsType,
    [snapshotHeader]: snapshot.name,
    'cache-control': 'no-store',
  };
  let before: Buffer | undefined;
  for (const chunk of answerCounts(phrases, { snapshot, plan, maxPhraseLength })) {
    if (chunk !== undefined) {
      if (before !== undefined) await write(before, { response, headers, signal });
      before = chunk;
    }
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  if (!response.headersSent) {
    response.writeHead(200, { ...headers, 'content-length': before?.length ?? 0 });
  }
  response.end(before);
}

function readBody(bytes: Buffer): BatchBody {
  const value = parseSmallBody(bytes);
  if (checkBody(value)) return value;
  throw describeRefusal(checkBody.errors ?? [], 'body');
}

interface Sending {
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A chunk that is not the last one, no faster than it is read. */
async function write(chunk: Buffer, { response, headers, signal }: Sending): Promise<void> {
  if (!response.headersSent) response.writeHead(200, headers);
  if (!response.write(chunk)) await once(response, 'drain', { signal });
}

function sendProblem(
  error: unknown,
  { request, response, app }: Exchange,
  headers: Readonly<Record<string, string>> = {},
): void {
  const problem = describeProblem(error, request.url ?? path);
  if (problem.isLogged) app.log.error(loggedProblem(problem, path), 'failed');
  const { status, text } = problem;
  response.writeHead(status, { ...commonHeaders, ...problem.headers, ...headers });
  response.end(text);
}
