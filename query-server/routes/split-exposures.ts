// POST /v1/splits/exposures: what a split has to know of phrases, for a router that makes one over shards.

import { walkPhraseExposures } from '../../library/splits/phrase-exposures.ts';
import { SplitExposures, SplitExposuresBody } from '../../schemas/split-exposures.ts';
import { frameAnswers, jsonFrame } from '../answering/frame-answers.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** What the route takes and answers. */
export const splitExposuresRoute = {
  config: { long: true as const },
  preValidation: [requireBody, requireJson],
  schema: {
    operationId: 'postSplitExposures',
    summary: 'What a split has to know of phrases: their first steps, and counts by steps',
    body: { content: { 'application/json': { schema: SplitExposuresBody } } },
    response: responses('One for each phrase, in order', { 'application/json': SplitExposures }),
  },
};

export function addSplitExposuresRoute(app: App, { work, turns }: AppContext): void {
  app.post<{ Body: SplitExposuresBody }>(
    '/v1/splits/exposures',
    splitExposuresRoute,
    async ({ body }, reply) => {
      const { phrases, at, min_count: minCount } = body;
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { snapshot, signal } = running;
      const found = walkPhraseExposures(snapshot, phrases, { at, minCount });
      reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
      reply.type(jsonType);
      owned.move();
      const text = frameAnswers(found, phrases.length, jsonFrame(snapshot, 'exposures'));
      return await sendChunks(reply, turns.stream([text], signal), running);
    },
  );
}
