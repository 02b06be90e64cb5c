// The progress of a scan, and remarks about its sources.

import { formatStep } from '../../errors/format-step.ts';
import type { ScanEvent } from '../../library/feed-scan.ts';
import { describeSource } from '../remarks/describe-source.ts';
import { remark } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { ProgressLine } from './progress-line.ts';

interface ScanProgressView extends Disposable {
  readonly onEvent: (event: ScanEvent) => void;
}

/** Records left out that have a remark each. */
const maxListed = 10;

/** Records scanned so far, and remarks; leaves no trace of the bar. */
export function showScanProgress(quiet: boolean): ScanProgressView {
  const format = 'scanning {value} records, step {step}';
  const line = new ProgressLine({ quiet, doing: 'scanning', format });
  let listed = 0;
  const onEvent = (event: ScanEvent) => {
    if (event.kind === 'scanned') {
      const { records, step, bytes, done } = event;
      const fields = { step: formatStep(step) };
      const state = { amount: `${formatCount(records)} records`, done, step, bytes };
      line.update(state, { value: records, total: 0, fields });
    } else if (quiet) return;
    else if (event.kind === 'source-skipped') remark(`${event.name} is named twice: read once`);
    else if (event.kind !== 'record-skipped') remark(describeSource(event));
    else if (listed++ < maxListed) remark(`left out: ${event.bad.message}`);
  };
  return { onEvent, [Symbol.dispose]: () => line[Symbol.dispose]() };
}
