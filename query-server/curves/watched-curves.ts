// How far the requests for curves at work are, by the names that their clients chose.

import type { CurvesProgress } from '../../schemas/curves-progress.ts';

export type Report = (progress: CurvesProgress) => void;

/** The answer for a name that no request has: it is done, or has not begun. */
export const unwatched: CurvesProgress = Object.freeze({ stage: null, done: 0, total: 0 });

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

  /** Undefined: no request at work has this name. */
  progress(name: string): CurvesProgress | undefined {
    return this.#running.get(name);
  }
}
