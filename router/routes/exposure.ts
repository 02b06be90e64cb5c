// GET /v1/exposures over shards.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FullQuestion } from '../../library/questions/full-question.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { phraseTooLong } from '../../query-server/answering/answer-batch.ts';
import { decodeQuery } from '../../query-server/answering/read-batch.ts';
import { remarkHeaders, remarksOn } from '../../query-server/answering/remarks.ts';
import { isFresh, makeEtag, setEtag } from '../../query-server/http/etags.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../../query-server/http/response-headers.ts';
import { responses } from '../../query-server/http/responses.ts';
import { Answer } from '../../schemas/answer.ts';
import { ExposureQuery } from '../../schemas/exposures.ts';
import { askTexts, PlannedQuestion } from '../ask-phrases.ts';
import type { Whole } from '../live-shards.ts';
import { PhraseRound, type RoundAnswer, refusalOf } from '../phrase-round.ts';
import type { RouterContext } from '../router-context.ts';

export function addExposureRoute(app: App, context: RouterContext): void {
  const { shards, limits, metrics, version } = context;
  const round = new PhraseRound(shards, limits.deadlineMs);
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
    async (request, reply) => {
      const { query } = request;
      const { phrase, records, records_at, by_facet } = query;
      if (phrase.length > limits.maxPhraseLength) {
        throw phraseTooLong(phrase, limits.maxPhraseLength);
      }
      metrics.countPhrases(1);
      const question = () => decodeQuery(query);
      const isLong = records === true || records_at !== undefined || by_facet === true;
      const { whole, text } = isLong
        ? await askAlone(phrase, question(), { reply, context })
        : await round.ask(phrase, makeKey(query), question);
      addHeaders(reply, { whole, phrase, question: question(), version });
      if (isFresh(request as FastifyRequest, makeEtag({ name: whole.joined.snapshot }, version))) {
        return reply.code(304).send();
      }
      return reply.type(jsonType).send(text);
    },
  );
}

/** What takes as long as there are records does not wait with others, and ends with its client. */
async function askAlone(
  phrase: string,
  question: FullQuestion,
  { reply, context: { shards, work } }: { reply: FastifyReply; context: RouterContext },
): Promise<RoundAnswer> {
  using running = work.begin(reply);
  return await shards.onOneWhole(async (whole) => {
    const asked = new PlannedQuestion(question, whole);
    const [answer] = await askTexts(shards, { phrases: [phrase], asked }, running.signal);
    if (answer === undefined) throw new Error('every phrase has an answer');
    if (typeof answer !== 'string') throw refusalOf(answer);
    return { whole, text: answer };
  });
}

interface Answering {
  readonly whole: Whole;
  readonly phrase: string;
  readonly question: FullQuestion;
  readonly version: string;
}

function addHeaders(
  reply: FastifyReply,
  { whole: { joined }, phrase, question, version }: Answering,
): void {
  reply.header(snapshotHeader, joined.snapshot);
  setEtag(reply, makeEtag({ name: joined.snapshot }, version));
  const remarks = [...remarksOn(joined, phrase), ...remarksOnSteps(question, joined)];
  reply.headers(remarkHeaders(remarks));
}

/** Another key for every other question but the phrase. */
function makeKey({ at, last_at, bins, from_step, to_step }: ExposureQuery): string {
  return [at, last_at, bins, from_step, to_step].map((part) => part ?? '').join('|');
}
