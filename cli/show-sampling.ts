// How far a command over arrays has come: a bar on a terminal, lines of a log elsewhere.

import { Presets, SingleBar } from 'cli-progress';
import { JobLog } from './job-log.ts';

export interface SamplingProgress extends Disposable {
  /** So much more of `total` is done; `place` says where, such as a set and a step. */
  readonly advance: (place: string, amount?: number) => void;
}

/** `total` is in any unit. Leaves no trace of the bar. */
export function showSampling(
  total: number,
  { quiet }: { readonly quiet: boolean },
): SamplingProgress {
  const isTerminal = process.stderr.isTTY;
  const bar =
    quiet || !isTerminal || total === 0
      ? undefined
      : new SingleBar(
          {
            format: `computing {bar} {percentage}% {place}, {eta_formatted} left`,
            ...{ clearOnComplete: true, stream: process.stderr, hideCursor: true, barsize: 16 },
            ...{ etaBuffer: 50, gracefulExit: false },
          },
          Presets.shades_classic,
        );
  const log =
    quiet || isTerminal
      ? undefined
      : new JobLog({ doing: 'computing', write: (line) => process.stderr.write(line) });
  let done = 0;
  return {
    advance: (place, more = 1) => {
      if (done === 0) bar?.start(total, 0, { place });
      done += more;
      bar?.update(done, { place });
      log?.update({ amount: place, done: done / Math.max(1, total) });
    },
    [Symbol.dispose]: () => {
      log?.[Symbol.dispose]();
      bar?.stop();
    },
  };
}
