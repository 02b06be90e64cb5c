// A short run of the soak: servers are killed while batches run.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const script = fileURLToPath(new URL('../../scripts/soak-router.ts', import.meta.url));

t.test('no answer is another one while servers are killed', { timeout: 180_000 }, async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '20'], {
    encoding: 'utf8',
    timeout: 170_000,
  });
  t.equal(status, 0, stderr);
  const found = JSON.parse(stdout);
  t.match(found, { wrong: 0 }, stdout);
  t.ok(found.whole > 0 && found.other > 0 && found.kills > 0, stdout);
});
