// The command, as npm links it: under the Node of the tests, and under an older one.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const launcher = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
const old = '/usr/bin/node';

/** A prefix as npm makes it: the package, and a link to its command. */
function makePrefix(t: Test, main: string): { command: string; root: string } {
  const prefix = t.testdir({ bin: {}, lib: { node_modules: { firstseen: { bin: {} } } } });
  const root = join(prefix, 'lib/node_modules/firstseen');
  cpSync(launcher, join(root, 'bin/firstseen.cjs'));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  mkdirSync(dirname(join(root, main)), { recursive: true });
  const shown = `[process.pid, '${main}', ...process.argv.slice(2)]`;
  writeFileSync(join(root, main), `console.log(JSON.stringify(${shown})); process.exitCode = 3;\n`);
  const command = join(prefix, 'bin/firstseen');
  symlinkSync('../lib/node_modules/firstseen/bin/firstseen.cjs', command);
  return { command, root };
}

function start(node: string, command: string, ...given: string[]) {
  return spawnSync(node, [command, ...given], { encoding: 'utf8' });
}

/** Why the test of an older Node cannot run here, or false. */
function noOldNode(): string | false {
  if (!existsSync(old)) return `there is no ${old}`;
  const version = spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout.trim();
  return Number.parseInt(version.slice(1), 10) < 24 ? false : `${old} is ${version}`;
}

t.test('a package runs its dist/ in the same process, through links', (t) => {
  const { command } = makePrefix(t, 'dist/cli/main.js');
  const run = start(process.execPath, command, 'query', 'two words', '');
  t.same(JSON.parse(run.stdout), [run.pid, 'dist/cli/main.js', 'query', 'two words', '']);
  t.equal(run.status, 3);
  t.equal(run.stderr, '');
  t.end();
});

t.test('a checkout runs its TypeScript', (t) => {
  // Under node_modules Node strips no types; the text of the file has none.
  const prefix = t.testdir({ bin: {}, cli: { 'main.ts': "console.log('main.ts');" }, dist: {} });
  cpSync(launcher, join(prefix, 'bin/firstseen.cjs'));
  t.equal(start(process.execPath, join(prefix, 'bin/firstseen.cjs')).stdout, 'main.ts\n');
  t.end();
});

t.test('an older Node is named in one line', { skip: noOldNode() }, (t) => {
  const { command } = makePrefix(t, 'dist/cli/main.js');
  const run = start(old, command, 'query');
  t.equal(run.status, 1);
  t.equal(run.stdout, '');
  t.match(
    run.stderr,
    /^firstseen: expected Node 24 or newer, found v\d+\.\S+ \(\/.*\); get it from https:\S+\n$/,
  );
  t.end();
});

t.test('in a checkout the line says how to run it', { skip: noOldNode() }, (t) => {
  const run = start(old, launcher);
  t.equal(run.status, 1);
  t.match(run.stderr, /^firstseen: expected Node 24.*npm run -s firstseen -- ARGS\n$/);
  t.end();
});
