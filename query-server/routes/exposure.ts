// GET /v1/exposures: when one phrase was first seen, and how often by which step.
//
// The route that is asked most: what can be made once a snapshot is, and no promise is made for an
// answer that takes microseconds.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerPhrase } from '../../exposure/answer-phrase.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import { Answer } from '../../schemas/answer.ts';
import { ExposureQuery } from '../../schemas/exposures.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { phraseTooLong, walkAnswer } from '../answer-batch.ts';
import { AnswerCache } from '../answer-cache.ts';
import type { App, AppContext } from '../app-context.ts';
import { cachedHeaders, etagOf, isFresh } from '../etags.ts';
import { QuestionPlans } from '../question-plans.ts';
import { questionOfQuery } from '../read-batch.ts';
import { jsonType, snapshotHeader } from '../response-headers.ts';
import { responses } from '../responses.ts';
import { sendLater } from '../send-later.ts';

export function addExposureRoute(app: App, context: AppContext): void {
  const { index, limits, metrics, version } = context;
  const plans = new QuestionPlans();
  const cache = new AnswerCache();
  let headers = headersOf({ name: '' }, version);
  app.get(
    '/v1/exposures',
    {
      schema: {
        operationId: 'getExposure',
        summary: 'When one phrase was first seen, and how often by which step',
        querystring: ExposureQuery,
        response: responses('The answer', { 'application/json': Answer }, { cached: true }),
      },
    },
    (request, reply) => {
      const { query } = request;
      const { phrase } = query;
      if (phrase.length > limits.maxPhraseLength) {
        throw phraseTooLong(phrase, limits.maxPhraseLength);
      }
      const { snapshot } = index;
      const key = `${query.at ?? ''}|${query.bins ?? ''}|${query.records ?? ''}`;
      const plan = plans.plan(snapshot, key, () => questionOfQuery(query));
      metrics.countPhrases(1);
      if (snapshot.name !== headers[snapshotHeader]) headers = headersOf(snapshot, version);
      if (plan.records) return answerLong(phrase, plan, { request, reply, context });
      const question = `${key}|${phrase}`;
      let text = cache.get(snapshot.name, question);
      if (text === undefined) {
        text = JSON.stringify(answerPhrase(snapshot, plan, phrase));
        cache.put(snapshot.name, question, text);
      }
      reply.headers(headers);
      if (isFresh(request, headers.etag)) reply.code(304).send();
      else sendLater(reply, text);
      return undefined;
    },
  );
}

function headersOf(snapshot: Pick<Snapshot, 'name'>, version: string) {
  return {
    [snapshotHeader]: snapshot.name,
    ...cachedHeaders(etagOf(snapshot, version)),
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
  plan: QuestionPlan,
  { request, reply, context }: Exchange,
): Promise<FastifyReply> {
  using running = context.work.begin(reply);
  const { snapshot, signal } = running;
  const answer = await walkAnswer(phrase, { snapshot, signal, turns: context.turns, plan });
  const headers = headersOf(snapshot, context.version);
  reply.headers(headers);
  if (isFresh(request, headers.etag)) return reply.code(304).send();
  return reply.send(JSON.stringify(answer));
}
