// POST /v1/exposures over shards: a slice of the phrases after the other, streamed in order.
//
// All slices are of the snapshots of the first. Where a shard gets another one in between, the answer is
// cut: a client cannot take what it has for the whole.

import { jsonFrame, ndjsonFrame } from '../../query-server/answering/frame-answers.ts';
import { countPhrases } from '../../query-server/answering/read-batch.ts';
import {
  remarkHeaders,
  remarksOnLines,
  walkRemarks,
} from '../../query-server/answering/remarks.ts';
import { type NdjsonBody, requireBody } from '../../query-server/http/body-parsers.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { negotiate } from '../../query-server/http/negotiate.ts';
import {
  jsonType,
  ndjsonType,
  snapshotHeader,
  streamHeaders,
} from '../../query-server/http/response-headers.ts';
import { sendChunks } from '../../query-server/http/send-chunks.ts';
import { batchSchema, readBatch } from '../../query-server/routes/exposure-batch.ts';
import { phrasesOf } from '../../schemas/askable.ts';
import type { BatchBody, BatchQuery } from '../../schemas/exposure-batch.ts';
import { answerSlices, frameSlices } from '../answer-slices.ts';
import { askTexts, PlannedQuestion, sliceForShards } from '../ask-phrases.ts';
import { findCheckpoints } from '../find-checkpoints.ts';
import type { RouterContext } from '../router-context.ts';

export function addBatchRoute(app: App, context: RouterContext): void {
  const { work, turns, limits, metrics, shards } = context;
  app.post<{ Body: BatchBody | NdjsonBody; Querystring: BatchQuery }>(
    '/v1/exposures',
    { config: { long: true }, preValidation: requireBody, schema: batchSchema },
    async (request, reply) => {
      const type = negotiate(request.headers.accept, ['application/json', 'application/x-ndjson']);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { signal } = running;
      const reading = { limits, turns, signal };
      const { blankLines, ...batch } = await readBatch(request.body, request.query, reading);
      const { phrases } = batch;
      metrics.countPhrases(countPhrases(phrases));
      const { asked, question, slices, first } = await shards.onOneWhole(async (whole) => {
        const question = await findCheckpoints(batch.question, { shards, whole, signal });
        const asked = new PlannedQuestion(question, whole);
        const slices = sliceForShards(phrases, question);
        const { value: slice = [] } = slices.next();
        const first = await askTexts(shards, { phrases: slice, asked }, signal);
        return { asked, question, slices, first };
      });
      const { joined } = asked.whole;
      const short = phrases
        .flatMap(phrasesOf)
        .filter((one) => one.length <= limits.maxPhraseLength);
      const onPhrases = await turns.run(walkRemarks(joined, short, question), signal);
      const remarks = [...onPhrases, ...remarksOnLines(blankLines)];
      reply.header(snapshotHeader, joined.snapshot).header('cache-control', 'no-store');
      reply.headers(remarkHeaders(remarks));
      const isLines = type === 'application/x-ndjson';
      if (isLines) reply.headers(streamHeaders).type(ndjsonType);
      else reply.type(jsonType);
      const frame = isLines
        ? ndjsonFrame
        : jsonFrame({ name: joined.snapshot }, 'answers', remarks);
      const answers = answerSlices(first, slices, (phrases) =>
        askTexts(shards, { phrases, asked }, signal),
      );
      owned.move();
      return await sendChunks(reply, frameSlices(answers, phrases.length, frame), running);
    },
  );
}
