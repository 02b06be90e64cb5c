// GET /v1/curves/progress: how far a request for curves is, for the client that waits for it.
//
// The client chooses a name for its request, long enough that others cannot guess it. The answer for
// a name that no request has is stage null: the request is done, or has not begun.

import { CurvesProgress, CurvesProgressQuery } from '../../schemas/curves-progress.ts';
import type { App } from '../http/fastify-app.ts';
import { responses } from '../http/responses.ts';

export type Report = (progress: CurvesProgress) => void;

/** The requests at work, by the names that they were given. */
export class WatchedCurves {
  #running = new Map<string, CurvesProgress>();

  /** Keeps the progress of a request until it is disposed of; without a name nothing is kept. */
  watch(name: string | undefined): Disposable & { report: Report } {
    // Of two requests with the same name the newer one is shown.
    let own: CurvesProgress | undefined;
    return {
      report: (progress) => {
        own = progress;
        if (name !== undefined) this.#running.set(name, progress);
      },
      [Symbol.dispose]: () => {
        if (name !== undefined && this.#running.get(name) === own) this.#running.delete(name);
      },
    };
  }

  progress(name: string): CurvesProgress {
    return this.#running.get(name) ?? { stage: null, done: 0, total: 0 };
  }
}

export function addCurvesProgressRoute(app: App, watched: WatchedCurves): void {
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
    (request, reply) => {
      reply.header('cache-control', 'no-store').send(watched.progress(request.query.watch));
    },
  );
}
