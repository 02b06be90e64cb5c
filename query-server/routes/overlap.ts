// POST /v1/overlap: how much of each item stands in the corpus, and since when; as JSON or NDJSON.

import type { FastifyReply } from 'fastify';
import { OverlapPlan } from '../../library/questions/item-overlaps.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { AnswerLines } from '../../schemas/exposure-batch.ts';
import { OverlapBody, Overlaps } from '../../schemas/overlap.ts';
import { type Frame, frameAnswers, jsonFrame, ndjsonFrame } from '../answering/frame-answers.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** What the route takes and answers. */
export const overlapRoute = {
  config: { long: true as const },
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
};

export function addOverlapRoute(app: App, { work, turns }: AppContext): void {
  app.post<{ Body: OverlapBody }>('/v1/overlap', overlapRoute, async ({ headers, body }, reply) => {
    const type = negotiate(headers.accept, ['application/json', 'application/x-ndjson']);
    const running = work.begin(reply);
    const { snapshot, signal } = running;
    const { n, coverage, at, positions } = body;
    const plan = new OverlapPlan({ n, coverage, at, positions });
    const frame = beginOverlap(reply, { type, body, snapshot });
    const items = body.items.map(({ id = null, text }) => ({ id, text }));
    const answers = plan.walk(snapshot, items);
    const text = frameAnswers(answers, items.length, frame);
    return await sendChunks(reply, turns.stream([text], signal), running);
  });
}

interface OverlapHead {
  readonly type: 'application/json' | 'application/x-ndjson';
  readonly body: OverlapBody;
  readonly snapshot: Pick<OpenSnapshot, 'name' | 'firstStep' | 'lastStep'>;
}

/** Sets the headers of an answer; gives the frame of its items. */
export function beginOverlap(reply: FastifyReply, { type, body, snapshot }: OverlapHead): Frame {
  const { items, at } = body;
  reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
  reply.headers(remarkHeaders([...remarksOnIds(items), ...remarksOnSteps({ at }, snapshot)]));
  if (type === 'application/json') {
    reply.type(jsonType);
    return jsonFrame(snapshot, 'items');
  }
  reply.headers(streamHeaders).type(ndjsonType);
  return items.length === 0 ? { ...ndjsonFrame, after: '' } : ndjsonFrame;
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
  const message = `${length} ${length === 1 ? 'item has' : 'items have'} the id of an earlier one (first: ${shown}), so answers cannot be joined by id.`;
  return [{ code: 'repeated_ids', message }];
}
