import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const launcher = fileURLToPath(new URL('../../bin/firstseen', import.meta.url));

/** A Node that says its name, its process, and what it was to run. */
function writeNode(path: string, name: string, version = 'v24.0.0'): void {
  mkdirSync(dirname(path), { recursive: true });
  const answer = `if [ "$1" = --version ]; then echo ${version}; exit; fi`;
  writeFileSync(path, `#!/bin/sh\n${answer}\necho ${name} $$ "$@"\n`);
  chmodSync(path, 0o755);
}

/** A prefix as npm makes it: the package, and a link to its command. */
function makePrefix(t: Test, main: string): { prefix: string; root: string } {
  const prefix = t.testdir({ bin: {}, lib: { node_modules: { firstseen: { bin: {} } } } });
  const root = join(prefix, 'lib/node_modules/firstseen');
  cpSync(launcher, join(root, 'bin/firstseen'));
  mkdirSync(dirname(join(root, main)), { recursive: true });
  writeFileSync(join(root, main), '');
  symlinkSync('../lib/node_modules/firstseen/bin/firstseen', join(prefix, 'bin/firstseen'));
  return { prefix, root };
}

function start(prefix: string, ...given: string[]) {
  return spawnSync(join(prefix, 'bin/firstseen'), given, {
    env: { PATH: `${join(prefix, 'path')}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
}

t.test('the command becomes the Node of its package, through links', (t) => {
  const { prefix, root } = makePrefix(t, 'dist/cli/main.js');
  writeNode(join(root, 'node_modules/node/bin/node'), 'nested');
  writeNode(join(prefix, 'lib/node_modules/node/bin/node'), 'hoisted');
  writeNode(join(prefix, 'path/node'), 'path');
  const run = start(prefix, 'query', 'two words', '');
  t.equal(run.stdout, `nested ${run.pid} ${join(root, 'dist/cli/main.js')} query two words \n`);
  t.end();
});

t.test('a Node that npm has hoisted is found beside the package', (t) => {
  const { prefix, root } = makePrefix(t, 'dist/cli/main.js');
  writeNode(join(prefix, 'lib/node_modules/node/bin/node'), 'hoisted');
  writeNode(join(prefix, 'path/node'), 'path');
  const run = start(prefix);
  t.equal(run.stdout, `hoisted ${run.pid} ${join(root, 'dist/cli/main.js')}\n`);
  t.end();
});

t.test('a checkout runs its TypeScript, by the Node in PATH where there is no other', (t) => {
  const { prefix, root } = makePrefix(t, 'cli/main.ts');
  writeNode(join(prefix, 'path/node'), 'path');
  const run = start(prefix, '--help');
  t.equal(run.stdout, `path ${run.pid} ${join(root, 'cli/main.ts')} --help\n`);
  t.end();
});

t.test('a Node in PATH that is too old is named, not run', (t) => {
  const { prefix } = makePrefix(t, 'dist/cli/main.js');
  writeNode(join(prefix, 'path/node'), 'path', 'v20.20.2');
  const run = start(prefix);
  t.equal(run.status, 1);
  t.equal(run.stdout, '');
  t.match(run.stderr, 'expected Node 24 or newer, found v20.20.2');
  t.end();
});
