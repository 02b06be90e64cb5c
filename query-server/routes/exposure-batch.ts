// POST /v1/exposures: many phrases, as JSON or NDJSON, answered in order while they are made.

import { IndexError } from '../../errors.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import { phrasesOf } from '../../schemas/askable.ts';
import {
  AnswerCounts,
  AnswerLines,
  BatchAnswers,
  BatchBody,
  BatchQuery,
  countsType,
  PhraseLines,
} from '../../schemas/exposure-batch.ts';
import { answerBatch } from '../answering/answer-batch.ts';
import { answerCounts } from '../answering/answer-counts.ts';
import { jsonFrame, ndjsonFrame } from '../answering/frame-answers.ts';
import { namedQuestion } from '../answering/named-question.ts';
import {
  type Batch,
  countPhrases,
  decodeBody,
  decodeQuery,
  requirePhrases,
  walkPhraseLines,
} from '../answering/read-batch.ts';
import { remarkHeaders, remarksOnLines, walkRemarks } from '../answering/remarks.ts';
import type { WorkTurns } from '../answering/work-turns.ts';
import type { AppContext } from '../app-context.ts';
import { NdjsonBody, requireBody } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import type { ServerLimits } from '../http/limits.ts';
import { negotiate } from '../http/negotiate.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

const answerTypes = { 'application/json': BatchAnswers, 'application/x-ndjson': AnswerLines };

/** What the route takes and answers. */
export const batchSchema = {
  operationId: 'postExposures',
  summary: 'The same for many phrases; NDJSON answers are streamed in order',
  querystring: BatchQuery,
  body: {
    content: {
      'application/json': { schema: BatchBody },
      'application/x-ndjson': { schema: PhraseLines },
    },
  },
  response: responses('One answer per phrase, in order', answerTypes, { remarked: true }),
};

/** A server of one index answers routers too. */
const schema = {
  ...batchSchema,
  response: responses(
    'One answer per phrase, in order',
    { ...answerTypes, [countsType]: AnswerCounts },
    { remarked: true },
  ),
};

const offered = ['application/json', 'application/x-ndjson', countsType] as const;

export function addBatchRoute(app: App, context: AppContext): void {
  const { work, turns, limits, metrics } = context;
  const { maxPhraseLength } = limits;
  app.post<{ Body: BatchBody | NdjsonBody; Querystring: BatchQuery }>(
    '/v1/exposures',
    { config: { long: true }, preValidation: requireBody, schema },
    async (request, reply) => {
      const type = negotiate(request.headers.accept, offered);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { snapshot, signal } = running;
      const reading = { limits, turns, signal };
      const { blankLines, ...batch } = await readBatch(request.body, request.query, reading);
      const { phrases } = batch;
      const question = namedQuestion(snapshot, batch.question);
      const plan = new PhrasePlan(snapshot, question);
      metrics.countPhrases(countPhrases(phrases));
      const asked = { snapshot, plan, maxPhraseLength };
      reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
      if (type === countsType) {
        reply.type(countsType);
        owned.move();
        const counts = turns.pass(answerCounts(phrases, asked), signal);
        return await sendChunks(reply, counts, running);
      }
      const short = phrases.flatMap(phrasesOf).filter(({ length }) => length <= maxPhraseLength);
      const onPhrases = await turns.run(walkRemarks(snapshot, short, question), signal);
      const remarks = [...onPhrases, ...remarksOnLines(blankLines)];
      reply.headers(remarkHeaders(remarks));
      const isLines = type === 'application/x-ndjson';
      if (isLines) reply.headers(streamHeaders).type(ndjsonType);
      else reply.type(jsonType);
      const frame = isLines ? ndjsonFrame : jsonFrame(snapshot, 'answers', remarks);
      const text = answerBatch(phrases, asked, frame);
      owned.move();
      return await sendChunks(reply, turns.stream([text], signal), running);
    },
  );
}

interface ReadOptions {
  readonly limits: ServerLimits;
  readonly turns: WorkTurns;
  readonly signal: AbortSignal;
}

/** The phrases and the question of a body, and of the query of an NDJSON body. */
export async function readBatch(
  body: BatchBody | NdjsonBody,
  query: BatchQuery,
  { limits: { maxPhrases }, turns, signal }: ReadOptions,
): Promise<Batch> {
  if (body instanceof NdjsonBody) {
    const question = decodeQuery(query);
    return { ...(await turns.run(walkPhraseLines(body.bytes, maxPhrases), signal)), question };
  }
  const [name] = Object.keys(query);
  if (name !== undefined) {
    throw new IndexError(
      'bad_argument',
      `query/${name}: a JSON body holds the whole question: put ${JSON.stringify(name)} there`,
    );
  }
  requirePhrases(countPhrases(body.phrases), maxPhrases);
  return { phrases: body.phrases, question: decodeBody(body), blankLines: 0 };
}
