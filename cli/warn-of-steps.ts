// Steps that the index, or the corpus, does not have: before its first one, or after its last.

import type { KnownSteps } from '../exposure/plan-edges.ts';
import { remarksOnSteps } from '../exposure/step-remarks.ts';

export function warnOfSteps(
  at: readonly number[],
  steps: KnownSteps,
  what: 'index' | 'corpus' = 'index',
): void {
  for (const { message } of remarksOnSteps({ at }, steps, what)) {
    const text = message.replace(/^The/, 'the').replace(/\.$/, '');
    process.stderr.write(`firstseen: warning: ${text}\n`);
  }
}
