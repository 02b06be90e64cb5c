// The demo does nothing before its arguments are understood.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const script = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

t.test('help is given, and what is no option is refused', (t) => {
  for (const asked of [['--help'], ['-h', '--once']]) {
    const { status, stdout } = run(...asked);
    t.equal(status, 0);
    t.match(stdout, /^npm run demo \[-- --once\]/);
    t.notMatch(stdout, /The Brown corpus: 500/);
  }
  for (const mistyped of ['--onec', 'once']) {
    const { status, stdout, stderr } = run(mistyped);
    t.equal(status, 2);
    t.match(stderr, `expected --once or nothing, found ${mistyped}`);
    t.equal(stdout, '');
  }
  t.end();
});
