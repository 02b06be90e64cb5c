// A step behind the last one is asked for: what comes after the index, or the corpus, is not known.

import { formatCount } from './format-text.ts';

export function warnOfSteps(
  at: readonly number[],
  lastStep: number,
  what: 'index' | 'corpus' = 'index',
): void {
  const beyond = at.filter((step) => step > lastStep);
  if (beyond.length === 0) return;
  process.stderr.write(
    `firstseen: warning: the ${what} ends at step ${formatCount(lastStep)}; by step ${beyond.map(formatCount).join(', ')} it knows of no more exposures than by then\n`,
  );
}
