// A thread for the tests: does what a task says.

import { setTimeout as wait } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import { serveTasks } from '../../threads/serve-tasks.ts';

export interface SmallTask {
  readonly double: number;
  readonly afterMs?: number;
  readonly parts?: readonly string[];
  readonly fails?: 'code' | 'bug' | 'exit';
}

serveTasks<{ unfit: true } | undefined, SmallTask, number, string>({
  open(given) {
    if (given?.unfit === true) throw new IndexError('index_not_found', 'not here');
    return async ({ double, afterMs = 0, parts = [], fails }, { sendPart }) => {
      if (afterMs > 0) await wait(afterMs);
      for (const part of parts) sendPart(part);
      if (fails === 'code')
        throw new IndexError('bad_argument', `not ${double}`, { found: double });
      if (fails === 'bug') throw new TypeError('a bug');
      if (fails === 'exit') process.exit(0);
      return 2 * double;
    };
  },
});
