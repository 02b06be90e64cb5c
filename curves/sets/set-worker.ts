// A thread that makes curves, a set and seed at a time.

import { serveTasks } from '../../threads/serve-tasks.ts';
import { makeSetCurves, type SetCurves } from './set-curves.ts';
import type { SetTask } from './set-task.ts';

serveTasks<undefined, SetTask, readonly SetCurves[]>({
  open:
    () =>
    async ({ examples, results, options }) => {
      const set = { ...examples, findMismatch: () => undefined };
      return await makeSetCurves(set, results, options);
    },
});
