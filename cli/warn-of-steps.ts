// A step behind the index's last one is asked for: what comes after the index is not known.

import { formatCount } from './format-text.ts';

export function warnOfSteps(at: readonly number[], lastStep: number): void {
  const beyond = at.filter((step) => step > lastStep);
  if (beyond.length === 0) return;
  process.stderr.write(
    `firstseen: warning: the index ends at step ${formatCount(lastStep)}; by step ${beyond.map(formatCount).join(', ')} it knows of no more exposures than by then\n`,
  );
}
