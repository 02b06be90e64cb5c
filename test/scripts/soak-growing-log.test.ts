// Logs that grow while they are indexed, a few rounds of each; the script does a hundred.

import t from 'tap';
import { logKinds, soakLog } from '../../scripts/soak-growing-log.ts';

for (const kind of logKinds) {
  t.test(
    `${kind.name}: indexed while it grows, kill -9 included, every line is in once`,
    async (t) => {
      const soaked = await soakLog(kind, { rounds: 5, everyMs: 0, seed: 7 });
      t.ok(soaked.lines > 5, `${soaked.lines} lines`);
      t.ok(soaked.killed > 0, `${soaked.killed} of ${soaked.runs} runs killed`);
    },
  );
}
