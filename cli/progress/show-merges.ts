// The progress of merges of segments.

import type { Compaction } from '../../library/builds/compact-folder.ts';
import { formatCount } from '../show/format-amounts.ts';
import { ProgressLine } from './progress-line.ts';

type MergeProgress = Pick<Compaction, 'onMerged' | 'onProgress'> & Disposable;

/** Disposed of, it leaves no bar; this may be done twice. */
export function showMergeProgress(quiet: boolean): MergeProgress {
  const format = 'merging {bar} {percentage}%, {eta_formatted} left';
  const line = new ProgressLine({ quiet, doing: 'merging', format });
  return {
    onProgress: (done) => {
      line.update({ amount: 'of the tokens', done }, { value: done, total: 1 });
    },
    onMerged: ({ merged, segments, snapshot }) => {
      line.say(
        `merged ${formatCount(merged)} segments into one; the index has ${formatCount(segments)} now (snapshot ${snapshot})`,
      );
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}
