// GET and POST /v1/search over shards.

import type { Static } from 'typebox';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { type Frame, jsonFrame, ndjsonFrame } from '../../query-server/answering/frame-answers.ts';
import { decodeBody, decodeQuery } from '../../query-server/answering/read-batch.ts';
import { remarkHeaders } from '../../query-server/answering/remarks.ts';
import { requireBody } from '../../query-server/http/body-parsers.ts';
import { isFresh, makeEtag, setEtag } from '../../query-server/http/etags.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { negotiate } from '../../query-server/http/negotiate.ts';
import {
  jsonType,
  ndjsonType,
  snapshotHeader,
  streamHeaders,
} from '../../query-server/http/response-headers.ts';
import { sendChunks } from '../../query-server/http/send-chunks.ts';
import { searchManySchema, searchOneSchema } from '../../query-server/routes/search.ts';
import type { SearchAnswers, SearchBody, SearchQuery } from '../../schemas/search.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { mergeSearches } from '../../shards/merge-searches.ts';
import { planTimeline } from '../../shards/plan-shard-question.ts';
import type { Whole } from '../live-shards.ts';
import { queryOf } from '../query-of.ts';
import { unavailable } from '../replica.ts';
import type { RouterContext } from '../router-context.ts';

/** Queries that the shards are asked together. */
const maxQueries = 20;

export function addSearchRoutes(app: App, context: RouterContext): void {
  addOne(app, context);
  addMany(app, context);
}

function addOne(app: App, { work, shards, metrics, version }: RouterContext): void {
  app.get(
    '/v1/search',
    { config: { long: true }, schema: searchOneSchema },
    async (request, reply) => {
      using running = work.begin(reply);
      const { contexts } = request.query;
      const { contexts: _, query: __, ...rest } = request.query;
      const question = decodeQuery(rest);
      const { whole, answer } = await shards.onOneWhole(async (whole) => {
        const path = `/v1/search${queryOf(withEnds(request.query, whole))}`;
        // A query that is refused has them too, as with one index.
        reply.headers(remarkHeaders(remarksOnSteps(question, whole.joined)));
        const texts = await shards.askAll(whole, { path }, running.signal);
        const answers = texts.map((text): SearchAnswer => JSON.parse(text));
        return { whole, answer: mergeSearches(answers, whole.joined, contexts) };
      });
      const { joined } = whole;
      metrics.countPhrases(1);
      const etag = makeEtag({ name: joined.snapshot }, version);
      reply.header(snapshotHeader, joined.snapshot);
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      return reply.type(jsonType).send(JSON.stringify(answer));
    },
  );
}

function addMany(app: App, context: RouterContext): void {
  const { work, shards, metrics } = context;
  app.post<{ Body: SearchBody }>(
    '/v1/search',
    { config: { long: true }, preValidation: requireBody, schema: searchManySchema },
    async (request, reply) => {
      const type = negotiate(request.headers.accept, ['application/json', 'application/x-ndjson']);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { queries, contexts: _, ...rest } = request.body;
      const ask = (whole: Whole, from: number) =>
        askSlice(request.body, { context, whole, from, signal: running.signal });
      const { whole, first } = await shards.onOneWhole(async (whole) => {
        return { whole, first: await ask(whole, 0) };
      });
      const { joined } = whole;
      const remarks = remarksOnSteps({ ...decodeBody(rest), checkpoints: undefined }, joined);
      metrics.countPhrases(queries.length);
      reply.header(snapshotHeader, joined.snapshot).header('cache-control', 'no-store');
      reply.headers(remarkHeaders(remarks));
      const isLines = type === 'application/x-ndjson';
      if (isLines) reply.headers(streamHeaders).type(ndjsonType);
      else reply.type(jsonType);
      const frame = isLines
        ? ndjsonFrame
        : jsonFrame({ name: joined.snapshot }, 'answers', remarks);
      owned.move();
      const text = frameAll(first, queries.length, { ask: (from) => ask(whole, from), frame });
      return await sendChunks(reply, text, running);
    },
  );
}

type Found = SearchAnswer | UnaskableQuery;

async function* frameAll(
  first: readonly Found[],
  count: number,
  { ask, frame }: { ask: (from: number) => Promise<readonly Found[]>; frame: Frame },
): AsyncGenerator<string, void, undefined> {
  let text = frame.before;
  let sent = 0;
  for (let answers = first; sent < count; ) {
    for (const answer of answers) {
      sent++;
      text += JSON.stringify(answer) + (sent < count ? frame.between : frame.after);
    }
    yield text;
    text = '';
    if (sent < count) answers = await ask(sent);
  }
  if (count === 0) yield text + frame.after;
}

interface SliceWork {
  readonly context: RouterContext;
  readonly whole: Whole;
  /** The first query of the slice. */
  readonly from: number;
  readonly signal: AbortSignal;
}

/** Shards are asked without a query too, so that a question that cannot be asked is refused. */
async function askSlice(
  { queries, ...question }: SearchBody,
  { context: { shards }, whole, from, signal }: SliceWork,
): Promise<Found[]> {
  const slice = queries.slice(from, from + maxQueries);
  const body = JSON.stringify({ queries: slice, ...withEnds(question, whole) });
  const headers = { 'content-type': 'application/json' };
  const texts = await shards.askAll(whole, { path: '/v1/search', body, headers }, signal);
  const each = texts.map((text, i) => {
    const { answers }: Static<typeof SearchAnswers> = JSON.parse(text);
    if (answers.length === slice.length) return answers;
    const name = shards.servers[i]?.name ?? '';
    throw unavailable(name, `it has ${answers.length} answers to ${slice.length} queries`);
  });
  return slice.map((_, q) => {
    const answers = each.map((answers) => answers[q] as Found);
    return mergeSearches(answers, whole.joined, question.contexts);
  });
}

/** The question with the ends of a timeline of the whole. Throws `bad_argument` as one index does. */
function withEnds<Question extends Pick<SearchQuery, 'bins' | 'from_step' | 'to_step'>>(
  question: Question,
  { joined }: Whole,
): Question {
  const { bins, from_step: fromStep, to_step: toStep } = question;
  const ends = planTimeline({ bins, fromStep, toStep }, joined);
  return { ...question, ...(ends && { from_step: ends.fromStep, to_step: ends.toStep }) };
}
