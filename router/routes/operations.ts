// GET /ready of a router, and the routes that only a server of one index has.

import { IndexError } from '../../errors.ts';
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

const missing: readonly (readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string])[] = [
  ['POST', '/v1/records'],
  ['GET', '/v1/runs'],
  ['GET', '/v1/watches'],
  ['PUT', '/v1/watches/:name'],
  ['GET', '/v1/watches/:name'],
  ['DELETE', '/v1/watches/:name'],
  ['GET', '/v1/watches/:name/events'],
];

/** Before a body is read: a clear problem, never a wrong number. */
export function addMissingRoutes(app: App): void {
  for (const [method, url] of missing) {
    const refuse = () => {
      throw new IndexError(
        'not_routed',
        `a router does not answer ${method} ${url} yet: ask the server of each shard, or one index of the whole corpus`,
        { route: url },
      );
    };
    const onRequest = async () => refuse();
    app.route({ method, url, schema: { hide: true }, onRequest, handler: refuse });
  }
}
