// The progress of the build of a part, and remarks about its sources.

import type { BuildEvent, BuildProgress } from '../../library/build-index.ts';
import { remark } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { ProgressLine } from './progress-line.ts';

const format = 'building {bar} {percentage}% {tokens} tokens, {eta_formatted} left';

interface PartProgressView extends Disposable {
  readonly onProgress: (progress: BuildProgress) => void;
  readonly onEvent: (event: BuildEvent) => void;
}

/** Disposed of, it leaves the bar as it is; this may be done twice. */
export function showPartProgress(quiet: boolean): PartProgressView {
  const line = new ProgressLine({ quiet, doing: 'building', format, keepsBar: true });
  return {
    onProgress: ({ records, tokens, done, bytes }) => {
      // Steps are counted from the start of the part, which says nothing.
      const state = { amount: `${formatCount(records)} records`, done, step: undefined, bytes };
      line.update(state, { value: done ?? 0, total: 1, fields: { tokens: formatCount(tokens) } });
    },
    onEvent: (event) => {
      const { kind } = event;
      if (kind === 'start') line.start({ value: 0, total: 1, fields: { tokens: '0' } });
      if (kind === 'commit')
        line.say(`committed, the part holds ${event['records']} records so far`);
      if (kind === 'record-skipped' && !quiet)
        remark(`${event['message'] ?? 'a record was skipped'}`);
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}
