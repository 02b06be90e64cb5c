// A short run of the soak: servers are killed while batches run.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runsOf } from '../runs.ts';

const script = fileURLToPath(new URL('../../scripts/soak-router.ts', import.meta.url));

const seconds = runsOf(20);

t.test(
  'no answer is another one while servers are killed',
  { timeout: (160 + seconds) * 1000 },
  async (t) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(seconds)], {
      encoding: 'utf8',
      timeout: (150 + seconds) * 1000,
    });
    t.equal(status, 0, stderr);
    const found = JSON.parse(stdout);
    t.match(found, { wrong: 0 }, stdout);
    t.ok(found.whole > 0 && found.other > 0 && found.kills > 0, stdout);
  },
);
