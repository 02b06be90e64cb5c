// GET and POST /v1/search: the records that satisfy a query, or each of several.
//
// An answer takes as long as it has records, so it is made in pieces, with a deadline. Answers have the
// bytes of the command line.

import { MemoryPlace } from '../../library/questions/memory-place.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { SearchPlan } from '../../library/questions/search-plan.ts';
import { SearchAnswers, SearchBody, SearchLines, SearchQuery } from '../../schemas/search.ts';
import { SearchAnswer } from '../../schemas/search-answer.ts';
import { frameAnswers, jsonFrame, ndjsonFrame } from '../answering/frame-answers.ts';
import { decodeBody, decodeQuery } from '../answering/read-batch.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody } from '../http/body-parsers.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** What the routes take and answer. */
export const searchOneSchema = {
  operationId: 'getSearch',
  summary: 'The records that satisfy a query: how many, the first, the last, by step',
  querystring: SearchQuery,
  response: responses(
    'The answer',
    { 'application/json': SearchAnswer },
    { cached: true, remarked: true },
  ),
};

export const searchManySchema = {
  operationId: 'postSearch',
  summary: 'The same for several queries; NDJSON answers are streamed in order',
  body: { content: { 'application/json': { schema: SearchBody } } },
  response: responses(
    'One answer per query, in order',
    { 'application/json': SearchAnswers, 'application/x-ndjson': SearchLines },
    { remarked: true },
  ),
};

export function addSearchRoutes(app: App, context: AppContext): void {
  addOne(app, context);
  addMany(app, context);
}

function addOne(app: App, { work, turns, metrics, version, serverWide }: AppContext): void {
  app.get(
    '/v1/search',
    {
      config: { long: true },
      schema: searchOneSchema,
    },
    async (request, reply) => {
      const { query, contexts, ...rest } = request.query;
      using running = work.begin(reply);
      const { snapshot, signal } = running;
      snapshot.requireRecords('searches');
      const question = decodeQuery(rest);
      const plan = new SearchPlan(snapshot, { ...question, contexts });
      const etag = makeEtag(snapshot, version);
      reply.header(snapshotHeader, snapshot.name);
      reply.headers(remarkHeaders(remarksOnSteps(question, snapshot)));
      metrics.countPhrases(1);
      using place = new MemoryPlace(serverWide.places.largeRecords, signal);
      const answer = await turns.run(place.waitIn(plan.walkOne(query)), signal);
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      return reply.type(jsonType).send(JSON.stringify(answer));
    },
  );
}

function addMany(app: App, { work, turns, metrics, serverWide }: AppContext): void {
  app.post<{ Body: SearchBody }>(
    '/v1/search',
    {
      config: { long: true },
      preValidation: requireBody,
      schema: searchManySchema,
    },
    async (request, reply) => {
      const type = negotiate(request.headers.accept, ['application/json', 'application/x-ndjson']);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { snapshot, signal } = running;
      snapshot.requireRecords('searches');
      const { queries, contexts, ...rest } = request.body;
      // The body names no checkpoints.
      const question = { ...decodeBody(rest), checkpoints: undefined };
      const plan = new SearchPlan(snapshot, { ...question, contexts });
      const remarks = remarksOnSteps(question, snapshot);
      metrics.countPhrases(queries.length);
      reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
      reply.headers(remarkHeaders(remarks));
      const isLines = type === 'application/x-ndjson';
      if (isLines) reply.headers(streamHeaders).type(ndjsonType);
      else reply.type(jsonType);
      const frame = isLines ? ndjsonFrame : jsonFrame(snapshot, 'answers', remarks);
      const place = new MemoryPlace(serverWide.places.largeRecords, signal);
      const answers = place.waitInEach(plan.walk(queries));
      const text = frameAnswers(answers, queries.length, frame);
      owned.move();
      return await sendChunks(reply, turns.stream([text], signal), running);
    },
  );
}
