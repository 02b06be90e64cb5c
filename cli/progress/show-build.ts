// The progress of a build, and remarks about its sources.

import { formatStep } from '../../errors/format-step.ts';
import type { BuildNews } from '../../library/builds/run-build.ts';
import { describeUnicode } from '../../library/snapshots/unicode-remark.ts';
import { describeSource } from '../remarks/describe-source.ts';
import { remark } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { ProgressLine } from './progress-line.ts';

const format = 'indexing {bar} {percentage}% {tokens} tokens {rate}, {eta_formatted} left';

interface BuildProgressView extends Disposable {
  readonly onEvent: (event: BuildNews) => void;
}

/** Disposed of, it leaves the bar as it is; this may be done twice. */
export function showBuildProgress(quiet: boolean): BuildProgressView {
  const line = new ProgressLine({ quiet, doing: 'indexing', format, keepsBar: true });
  let startedMs = 0;
  const onEvent = (event: BuildNews) => {
    if (event.kind === 'start') {
      startedMs = performance.now();
      line.start({ value: 0, total: 1, fields: { rate: '', tokens: '0' } });
    } else if (event.kind === 'progress') {
      const { records, tokens, done, step, bytes } = event;
      const seconds = (performance.now() - startedMs) / 1000;
      const rate = `${(tokens / seconds / 1e6).toFixed(1)} M tokens/s`;
      const fields = { rate, tokens: formatCount(tokens) };
      const state = { amount: `${formatCount(records)} records`, done, step, bytes };
      line.update(state, { value: done ?? 0, total: 1, fields });
    } else if (event.kind === 'commit') {
      const upTo = `${formatCount(event.records)} records up to step ${formatStep(event.step)}`;
      line.say(`committed, the index holds ${upTo} (snapshot ${event.snapshot})`);
    } else if (event.kind === 'merged') {
      const left = `${formatCount(event.segments)} ${event.segments === 1 ? 'segment' : 'segments'}`;
      line.say(
        `merged ${formatCount(event.merged)} segments into one, the index has ${left} (snapshot ${event.snapshot})`,
      );
    } else if (!quiet) remark(describe(event));
  };
  return { onEvent, [Symbol.dispose]: () => line[Symbol.dispose]() };
}

function describe(
  event: Exclude<BuildNews, { kind: 'start' | 'progress' | 'commit' | 'merged' }>,
): string {
  switch (event.kind) {
    case 'unicode-differs':
      return `warning: ${describeUnicode('started', event.index)}`;
    case 'source-skipped':
      return `${event.name} ${event.repeated ? 'is named twice: fed once' : 'is in the index already: skipped'} (--again feeds it a second time)`;
    case 'source-resumed':
      return `${event.name}: continuing after line ${event.line}`;
    case 'source-continued':
      return `${event.name} has grown: continuing after line ${event.line}`;
    case 'source-waiting':
      return `${event.name}, line ${event.line}: ${event.bytes} bytes without a line feed yet, left for the next run (if the line is complete, end it with a line feed)`;
    case 'nothing-new':
      return `nothing to do: all that was consumed is in the index already, ${formatCount(event.records)} records`;
    default:
      return describeSource(event);
  }
}
