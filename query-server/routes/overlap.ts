// POST /v1/overlap: how much of each item stands in the corpus, and since when; as JSON or NDJSON.

import { OverlapPlan } from '../../library/questions/item-overlaps.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { AnswerLines } from '../../schemas/exposure-batch.ts';
import { OverlapBody, Overlaps } from '../../schemas/overlap.ts';
import { frameAnswers, jsonFrame, ndjsonFrame } from '../answering/frame-answers.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

export function addOverlapRoute(app: App, { work, turns }: AppContext): void {
  app.post<{ Body: OverlapBody }>(
    '/v1/overlap',
    {
      config: { long: true },
      preValidation: [requireBody, requireJson],
      schema: {
        operationId: 'postOverlap',
        summary: 'How much of each item stands in the corpus, and since when',
        body: { content: { 'application/json': { schema: OverlapBody } } },
        response: responses(
          'One answer per item, in order',
          { 'application/json': Overlaps, 'application/x-ndjson': AnswerLines },
          { remarked: true },
        ),
      },
    },
    async ({ headers, body }, reply) => {
      const type = negotiate(headers.accept, ['application/json', 'application/x-ndjson']);
      const running = work.begin(reply);
      const { snapshot, signal } = running;
      const { n, coverage, at } = body;
      const plan = new OverlapPlan({ n, coverage, at });
      reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
      const onIds = remarksOnIds(body.items);
      reply.headers(remarkHeaders([...onIds, ...remarksOnSteps({ at }, snapshot)]));
      const isLines = type === 'application/x-ndjson';
      if (isLines) reply.headers(streamHeaders).type(ndjsonType);
      else reply.type(jsonType);
      const items = body.items.map(({ id = null, text }) => ({ id, text }));
      const lines = items.length === 0 ? { ...ndjsonFrame, after: '' } : ndjsonFrame;
      const frame = isLines ? lines : jsonFrame(snapshot, 'items');
      const answers = plan.walk(snapshot, items);
      const text = frameAnswers(answers, items.length, frame);
      return await sendChunks(reply, turns.stream([text], signal), running);
    },
  );
}

/** Items that cannot be told apart by their ids. */
function remarksOnIds(items: OverlapBody['items']) {
  const seen = new Set<string>();
  const repeated = items.filter(({ id }) => {
    if (id === undefined || id === null) return false;
    const isRepeated = seen.has(id);
    seen.add(id);
    return isRepeated;
  });
  const [first] = repeated;
  if (first === undefined) return [];
  const { length } = repeated;
  const shown = JSON.stringify(first.id?.slice(0, 80).toWellFormed());
  const message = `${length} items have the id of an earlier one (first: ${shown}), so answers cannot be joined by id.`;
  return [{ code: 'repeated_ids', message }];
}
