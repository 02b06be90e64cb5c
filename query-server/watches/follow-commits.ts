// The watch lists of a server are asked of each commit, in turns with its other long work.

import type { AppContext } from '../app-context.ts';
import type { App } from '../http/fastify-app.ts';
import { addWatchMetrics, logWatchNotes } from './watch-metrics.ts';

/** Does nothing where the server keeps no lists. */
export function followCommits(
  app: App,
  { watches, index, turns, metrics, streams }: AppContext,
): void {
  if (watches === undefined) return;
  const count = addWatchMetrics(metrics.registry, watches, streams);
  const log = logWatchNotes(app.log);
  watches.follow(
    index,
    (work, signal) => turns.run(work, signal),
    (note) => {
      count(note);
      log(note);
    },
  );
}
