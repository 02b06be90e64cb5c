// GET /ready of a router.

import type { App } from '../../query-server/http/fastify-app.ts';
import { responses } from '../../query-server/http/responses.ts';
import { Ready } from '../../query-server/routes/operations.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import type { RouterContext } from '../router-context.ts';

/** Ready when the last look found every shard, and they belong together. */
export function addReady(app: App, { shards }: RouterContext): void {
  app.get(
    '/ready',
    {
      config: { open: true, uncounted: true },
      schema: {
        operationId: 'getReady',
        summary: 'Every shard answers',
        querystring: NoQuery,
        response: responses('They do', { 'application/json': Ready }),
      },
    },
    async (_request, reply) => {
      await shards.refresh();
      reply.header('cache-control', 'no-store');
      return reply.send({ status: 'ready', snapshot: shards.whole.joined.snapshot });
    },
  );
}
