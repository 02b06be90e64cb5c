// GET /v1/exposures over shards.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FullQuestion } from '../../library/questions/full-question.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { phraseTooLong } from '../../query-server/answering/answer-batch.ts';
import { plainKey } from '../../query-server/answering/answer-round.ts';
import { decodeQuery } from '../../query-server/answering/read-batch.ts';
import { remarkHeaders, remarksOn } from '../../query-server/answering/remarks.ts';
import { isFresh } from '../../query-server/http/etags.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { responses } from '../../query-server/http/responses.ts';
import { keepHeaders, makeKey } from '../../query-server/routes/exposure.ts';
import { Answer } from '../../schemas/answer.ts';
import { ExposureQuery } from '../../schemas/exposures.ts';
import { askTexts, PlannedQuestion } from '../ask-phrases.ts';
import { PhraseRound, type RoundAnswer, refusalOf } from '../phrase-round.ts';
import type { RouterContext } from '../router-context.ts';
import { addExposureLane } from './exposure-lane.ts';

/** `basePath`: what clients have before the path. */
export function addExposureRoute(app: App, context: RouterContext, basePath = ''): void {
  const { shards, limits, metrics, version } = context;
  const round = new PhraseRound(shards, limits.deadlineMs);
  const headersOf = keepHeaders(version);
  const send = ({ request, reply, phrase, key, question }: Exchange, answer: RoundAnswer) => {
    const { joined } = answer.whole;
    const headers = headersOf(joined.snapshot);
    reply.headers(headers);
    const onSteps = key === plainKey ? [] : remarksOnSteps(question(), joined);
    const remarks = [...remarksOn(joined, phrase), ...onSteps];
    if (remarks.length > 0) reply.headers(remarkHeaders(remarks));
    if (isFresh(request, headers.etag)) reply.code(304).send();
    else reply.send(answer.text);
  };
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
      const { phrase, records, records_at, by_facet } = query;
      if (phrase.length > limits.maxPhraseLength) {
        throw phraseTooLong(phrase, limits.maxPhraseLength);
      }
      metrics.countPhrases(1);
      const question = () => decodeQuery(query);
      const isLong = records === true || records_at !== undefined || by_facet === true;
      const key = isLong ? longKey : makeKey(query);
      const exchange = { request: request as FastifyRequest, reply, phrase, key, question };
      // What it throws would be nobody's.
      const done = (answer: RoundAnswer | Error) => {
        try {
          if (answer instanceof Error) reply.send(answer);
          else send(exchange, answer);
        } catch (error) {
          if (!reply.sent) reply.send(error);
        }
      };
      if (isLong) void askAlone(exchange, context).then(done, done);
      else round.ask({ phrase, key, question, done });
      return undefined;
    },
  );
  addExposureLane(app, context, { round, basePath });
}

/** In place of the key of a question that waits for no other one. */
const longKey = 'alone';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly phrase: string;
  readonly key: string;
  readonly question: () => FullQuestion;
}

/** What takes as long as there are records does not wait with others, and ends with its client. */
async function askAlone(
  { reply, phrase, question }: Exchange,
  { shards, work }: RouterContext,
): Promise<RoundAnswer> {
  using running = work.begin(reply);
  return await shards.onOneWhole(async (whole) => {
    const asked = new PlannedQuestion(question(), whole);
    const [answer] = await askTexts(shards, { phrases: [phrase], asked }, running.signal);
    if (answer === undefined) throw new Error('every phrase has an answer');
    if (typeof answer !== 'string') throw refusalOf(answer);
    return { whole, text: answer };
  });
}
