// POST /v1/splits over shards: the phrases are asked of all shards, and the split is made here.

import type { App } from '../../query-server/http/fastify-app.ts';
import {
  negotiateSplit,
  readSplitBody,
  sendSplits,
  splitRoute,
  startSplits,
} from '../../query-server/routes/splits.ts';
import type { SplitBody } from '../../schemas/split-request.ts';
import type { RouterContext } from '../router-context.ts';
import { splitShards } from '../split-shards.ts';

export function addSplitRoute(app: App, context: RouterContext): void {
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
