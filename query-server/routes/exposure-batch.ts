// POST /v1/exposures: many phrases, as JSON or NDJSON, answered in order while they are made.

import { IndexError } from '../../errors.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import {
  AnswerLines,
  BatchAnswers,
  BatchBody,
  BatchQuery,
  PhraseLines,
} from '../../schemas/exposure-batch.ts';
import type { Remark } from '../../schemas/remark.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { answerBatch, type Frame, ndjsonFrame } from '../answering/answer-batch.ts';
import {
  type Batch,
  questionOfBody,
  questionOfQuery,
  walkPhraseLines,
} from '../answering/read-batch.ts';
import { remarkHeaders, remarksOnLines, walkRemarks } from '../answering/remarks.ts';
import { startPiece, type WorkTurns } from '../answering/work-turns.ts';
import type { App, AppContext } from '../app-context.ts';
import { NdjsonBody, requireBody } from '../http/body-parsers.ts';
import type { ServerLimits } from '../http/limits.ts';
import { negotiate } from '../http/negotiate.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

export function addBatchRoute(app: App, context: AppContext): void {
  const { work, turns, limits, metrics } = context;
  app.post(
    '/v1/exposures',
    {
      config: { long: true },
      preValidation: requireBody,
      schema: {
        operationId: 'postExposures',
        summary: 'The same for many phrases; NDJSON answers are streamed in order',
        querystring: BatchQuery,
        body: {
          content: {
            'application/json': { schema: BatchBody },
            'application/x-ndjson': { schema: PhraseLines },
          },
        },
        response: responses(
          'One answer per phrase, in order',
          { 'application/json': BatchAnswers, 'application/x-ndjson': AnswerLines },
          { remarked: true },
        ),
      },
    },
    async (request, reply) => {
      const type = negotiate(request.headers.accept, ['application/json', 'application/x-ndjson']);
      const running = work.begin(reply);
      const { snapshot, signal } = running;
      try {
        const batch = await readBatch(request.body, request.query, { limits, turns, signal });
        const plan = planQuestion(snapshot, batch.question);
        metrics.countPhrases(batch.phrases.length);
        const remarks = await readRemarks(snapshot, batch, { limits, turns, signal });
        reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
        reply.headers(remarkHeaders(remarks));
        const isLines = type === 'application/x-ndjson';
        if (isLines) reply.headers(streamHeaders).type(ndjsonType);
        else reply.type(jsonType);
        const frame = isLines ? ndjsonFrame : jsonFrame(snapshot.name, remarks);
        const { maxPhraseLength } = limits;
        const batchWork = { snapshot, signal, turns, plan, maxPhraseLength };
        return await sendChunks(reply, answerBatch(batch.phrases, batchWork, frame), running);
      } catch (error) {
        running[Symbol.dispose]();
        throw error;
      }
    },
  );
}

function jsonFrame(snapshot: string, remarks: readonly Remark[]): Frame {
  const more = remarks.length === 0 ? '' : `,"remarks":${JSON.stringify(remarks)}`;
  return {
    before: `{"snapshot":${JSON.stringify(snapshot)},"answers":[`,
    between: ',',
    after: `]${more}}`,
  };
}

/** In pieces too. */
async function readRemarks(
  snapshot: Snapshot,
  { phrases, question, blankLines }: Batch,
  { limits, turns, signal }: ReadOptions,
): Promise<Remark[]> {
  const asked = phrases.filter(({ length }) => length <= limits.maxPhraseLength);
  const walk = walkRemarks(snapshot, asked, question);
  let piece = startPiece();
  for (;;) {
    const { done, value } = walk.next();
    if (done === true) return [...value, ...remarksOnLines(blankLines)];
    if (!piece.over()) continue;
    await turns.next();
    signal.throwIfAborted();
    piece = startPiece();
  }
}

interface ReadOptions {
  readonly limits: ServerLimits;
  readonly turns: WorkTurns;
  readonly signal: AbortSignal;
}

async function readBatch(body: unknown, query: BatchQuery, options: ReadOptions): Promise<Batch> {
  if (body instanceof NdjsonBody) {
    const question = questionOfQuery(query);
    return { ...(await readLines(body, options)), question };
  }
  const [name] = Object.keys(query);
  if (name !== undefined) {
    throw new IndexError(
      'bad_argument',
      `query/${name}: a JSON body holds the whole question: put ${JSON.stringify(name)} there`,
    );
  }
  const { phrases } = body as BatchBody;
  requireCount(phrases.length, options.limits);
  return { phrases, question: questionOfBody(body as BatchBody), blankLines: 0 };
}

/** A piece at a time: 100,000 lines take longer to read than a short request may wait. */
async function readLines(
  { bytes }: NdjsonBody,
  { limits, turns, signal }: ReadOptions,
): Promise<Pick<Batch, 'phrases' | 'blankLines'>> {
  const phrases: string[] = [];
  let blankLines = 0;
  let piece = startPiece();
  for (const phrase of walkPhraseLines(bytes)) {
    if (phrase === undefined) blankLines++;
    else phrases.push(phrase);
    requireCount(phrases.length, limits);
    if ((phrases.length + blankLines) % 64 > 0 || !piece.over()) continue;
    await turns.next();
    signal.throwIfAborted();
    piece = startPiece();
  }
  return { phrases, blankLines };
}

function requireCount(found: number, { maxPhrases }: ServerLimits): void {
  if (found <= maxPhrases) return;
  throw new IndexError(
    'too_many_phrases',
    `the batch has more than ${maxPhrases} phrases, the most that this server takes in a request`,
    { expected: maxPhrases },
  );
}
