// GET /v1/curves/progress: how far a request for curves is, for whoever waits for it.
//
// A request that wants to be looked after has a name that its client chose, long enough that nobody
// else guesses it. What nobody has named so is answered with stage null: it is done, or not begun.

import { CurvesProgress, CurvesProgressQuery } from '../../schemas/curves-progress.ts';
import type { App } from '../app-context.ts';
import { responses } from '../http/responses.ts';

/** The requests at work, by the names that they were given. */
export class WatchedCurves {
  #running = new Map<string, CurvesProgress>();

  /** Tells of a request until it is disposed of; without a name of nothing. */
  watch(name: string | undefined): Disposable & { tell: (progress: CurvesProgress) => void } {
    // The newer one of two with the same name is told of.
    let own: CurvesProgress | undefined;
    return {
      tell: (progress) => {
        own = progress;
        if (name !== undefined) this.#running.set(name, progress);
      },
      [Symbol.dispose]: () => {
        if (name !== undefined && this.#running.get(name) === own) this.#running.delete(name);
      },
    };
  }

  of(name: string): CurvesProgress {
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
      reply.header('cache-control', 'no-store').send(watched.of(request.query.watch));
    },
  );
}
