// GET /v1/exposures: when one phrase was first seen, and how often by which step.
//
// The route that is asked most: the headers are made once a snapshot, and no promise is made for an
// answer that takes microseconds.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FullQuestion } from '../../library/questions/full-question.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { Answer } from '../../schemas/answer.ts';
import { ExposureQuery } from '../../schemas/exposures.ts';
import { phraseTooLong } from '../answering/answer-batch.ts';
import { AnswerRound, plainKey } from '../answering/answer-round.ts';
import { decodeQuery } from '../answering/read-batch.ts';
import { remarkHeaders, remarksOn } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { cachedHeaders, isFresh, makeEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';

export function addExposureRoute(app: App, context: AppContext): void {
  const { index, limits, metrics, version } = context;
  const headersOf = keepHeaders(version);
  const round = new AnswerRound(index, (asked, snapshot, text) => {
    const { request, reply } = asked;
    const headers = headersOf(snapshot.name);
    reply.headers(headers);
    addRemarks(reply, snapshot, asked);
    if (isFresh(request, headers.etag)) reply.code(304).send();
    else reply.send(text);
  });
  app.get(
    '/v1/exposures',
    {
      schema: {
        operationId: 'getExposure',
        summary: 'When one phrase was first seen, and how often by which step',
        querystring: ExposureQuery,
        response: responses(
          'The answer',
          { 'application/json': Answer },
          { cached: true, remarked: true },
        ),
      },
    },
    (request, reply) => {
      const { query } = request;
      const { phrase } = query;
      if (phrase.length > limits.maxPhraseLength) {
        throw phraseTooLong(phrase, limits.maxPhraseLength);
      }
      const question = () => decodeQuery(query);
      metrics.countPhrases(1);
      if (query.records === true || query.records_at !== undefined || query.by_facet === true)
        return answerLong(phrase, question(), { request, reply, context });
      const { bins = 0 } = query;
      const key = makeKey(query);
      const weight = phrase.length + key.length + bins;
      round.ask({ request, reply, phrase, key, question, weight });
      return undefined;
    },
  );
}

function addRemarks(
  reply: FastifyReply,
  snapshot: OpenSnapshot,
  { phrase, key, question }: { phrase: string; key?: string; question: () => FullQuestion },
): void {
  const onPhrase = remarksOn(snapshot, phrase);
  const onSteps = key === plainKey ? [] : remarksOnSteps(question(), snapshot);
  if (onPhrase.length + onSteps.length === 0) return;
  reply.headers(remarkHeaders([...onPhrase, ...onSteps]));
}

/** Another key for every other question but the phrase. */
export function makeKey({ at, last_at, bins, from_step, to_step }: ExposureQuery): string {
  if ((at ?? last_at ?? bins ?? from_step ?? to_step) === undefined) return plainKey;
  return [at, last_at, bins, from_step, to_step].map((part) => part ?? '').join('|');
}

/** The headers of an answer by the name of its snapshot, made again only where that is another one. */
export function keepHeaders(
  version: string,
  others: Readonly<Record<string, string>> = {},
): (name: string) => ReturnType<typeof makeHeaders> {
  const make = (name: string) => ({ ...others, ...makeHeaders({ name }, version) });
  let headers = make('');
  return (name) => {
    if (name !== headers[snapshotHeader]) headers = make(name);
    return headers;
  };
}

/** The headers of an answer that depend on the snapshot only. */
function makeHeaders(snapshot: { readonly name: string }, version: string) {
  return {
    [snapshotHeader]: snapshot.name,
    ...cachedHeaders(makeEtag(snapshot, version)),
    'content-type': jsonType,
  };
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: AppContext;
}

/** Counting distinct records takes as long as there are records: in pieces, with a deadline. */
async function answerLong(
  phrase: string,
  question: FullQuestion,
  { request, reply, context }: Exchange,
): Promise<FastifyReply> {
  using running = context.work.begin(reply);
  const { snapshot, signal } = running;
  const plan = new PhrasePlan(snapshot, question);
  const answer = await context.turns.run(plan.walkOne(phrase), signal);
  const headers = makeHeaders(snapshot, context.version);
  reply.headers(headers);
  addRemarks(reply, snapshot, { phrase, question: () => question });
  if (isFresh(request, headers.etag)) return reply.code(304).send();
  return reply.send(JSON.stringify(answer));
}
