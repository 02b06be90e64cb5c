// GET /v1/curves/progress: how far a request for curves is, for the client that waits for it.
//
// The client chooses a name for its request, long enough that others cannot guess it. The request
// may be at work in another process of the server. The answer for a name that no request has is
// stage null: the request is done, or has not begun.

import { CurvesProgress, CurvesProgressQuery } from '../../schemas/curves-progress.ts';
import { unwatched } from '../curves/watched-curves.ts';
import type { App } from '../http/fastify-app.ts';
import { responses } from '../http/responses.ts';
import type { ServerWide } from '../server-wide.ts';

export function addCurvesProgressRoute(app: App, serverWide: ServerWide): void {
  app.get(
    '/v1/curves/progress',
    {
      config: { uncounted: true },
      schema: {
        operationId: 'getCurvesProgress',
        summary: 'How far a request for curves is',
        querystring: CurvesProgressQuery,
        response: responses('The stage that it is in', { 'application/json': CurvesProgress }),
      },
    },
    async (request, reply) => {
      const progress = (await serverWide.progress(request.query.watch)) ?? unwatched;
      return reply.header('cache-control', 'no-store').send(progress);
    },
  );
}
