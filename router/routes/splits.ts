// POST /v1/splits over shards: the phrases are asked of all shards, and the split is made here.

import type { App } from '../../query-server/http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../../query-server/http/response-headers.ts';
import { splitExposuresRoute } from '../../query-server/routes/split-exposures.ts';
import { splitRoute } from '../../query-server/routes/splits.ts';
import {
  negotiateSplit,
  readSplitBody,
  sendSplits,
  startSplits,
} from '../../query-server/splits/answer-splits.ts';
import type { SplitExposuresBody } from '../../schemas/split-exposures.ts';
import type { SplitBody } from '../../schemas/split-request.ts';
import { joinExposures } from '../../shards/merge-exposures.ts';
import { askExposures } from '../ask-exposures.ts';
import type { RouterContext } from '../router-context.ts';
import { splitShards } from '../split-shards.ts';

export function addSplitRoutes(app: App, context: RouterContext): void {
  addSplits(app, context);
  addExposures(app, context);
}

function addExposures(app: App, { shards, work }: RouterContext): void {
  app.post<{ Body: SplitExposuresBody }>(
    '/v1/splits/exposures',
    splitExposuresRoute,
    async ({ body }, reply) => {
      using running = work.begin(reply);
      const { whole, found } = await shards.onOneWhole(async (whole) => {
        const asked = { question: body, whole };
        return { whole, found: await askExposures(shards, asked, running.signal) };
      });
      const { snapshot } = whole.joined;
      const exposures = found.map((one) => joinExposures(one, body.min_count ?? 1));
      reply.header(snapshotHeader, snapshot).header('cache-control', 'no-store');
      return reply.type(jsonType).send(JSON.stringify({ snapshot, exposures }));
    },
  );
}

function addSplits(app: App, context: RouterContext): void {
  const { shards, work, turns, metrics, limits } = context;
  app.post<{ Body: SplitBody }>(
    '/v1/splits',
    splitRoute(limits.maxBodyBytes),
    async ({ headers, body }, reply) => {
      const type = negotiateSplit(headers.accept);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { signal } = running;
      const pairs = await readSplitBody(body, turns.pause(signal));
      const { source, splits } = await shards.onOneWhole(async (whole) => {
        const source = splitShards(shards, { whole, signal });
        return { source, splits: await startSplits(source, pairs, { signal, turns }) };
      });
      metrics.countPhrases(2 * splits.first.pairs);
      owned.move();
      const answer = { type, body, splits: splits.all };
      return await sendSplits(reply, answer, { snapshot: source, running, turns });
    },
  );
}
