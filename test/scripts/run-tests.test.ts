// `npm test`: what it says before the tests, and that it has the exit code of tap.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { describeSkips, readEnded, testJobs } from '../../scripts/run-tests.ts';
import { needs } from '../needs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = join(root, 'scripts/run-tests.ts');

t.test('what is missing is said with its reason, and nothing else', async (t) => {
  const asked = [
    { tests: 'tests of a', skip: () => false as const },
    { tests: 'tests of b', skip: () => 'there is no b: install it' },
  ];
  const data = [{ path: 'c', tests: ['test/c.test.ts'] }];
  const said = describeSkips(asked, data);
  t.match(said, 'tests of b\n    there is no b: install it\n');
  t.match(said, 'test/c.test.ts\n    there is no ../shared/data/c\n');
  t.notMatch(said, 'tests of a');
  t.match(describeSkips([], []), 'Nothing that the tests need is missing');
});

t.test('few cores are all used, and many are left to tap', async (t) => {
  const asked = [1, 2, 4, 5, 64].map((cores) => testJobs(cores));
  t.strictSame(asked, [['--jobs=2'], ['--jobs=2'], ['--jobs=4'], [], []]);
});

t.test('a file that has ended is found in the output of tap', async (t) => {
  t.strictSame(readEnded('ok 1 - test/a.test.ts # time=1ms'), {
    file: 'test/a.test.ts',
    passed: true,
  });
  t.strictSame(readEnded('not ok 12 - test/b/c.test.ts'), {
    file: 'test/b/c.test.ts',
    passed: false,
  });
  t.equal(readEnded('    ok 1 - test/a.test.ts'), undefined, 'an assertion inside one');
  t.equal(readEnded('# Subtest: test/a.test.ts'), undefined);
});

t.test('arguments reach tap, and its exit code comes back', async (t) => {
  const folder = t.testdir({
    'good.test.ts': "import t from 'tap';\nt.pass('fine');\n",
    'bad.test.ts': "import t from 'tap';\nt.fail('broken');\n",
  });
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^_?TAP/.test(name)) delete env[name];
  for (const [name, status] of [
    ['good', 0],
    ['bad', 1],
  ] as const) {
    const args = [script, '--allow-incomplete-coverage', join(folder, `${name}.test.ts`)];
    const ended = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
    t.equal(ended.status, status, name);
    t.match(ended.stdout, `# Subtest: `);
    t.notMatch(ended.stderr, 'will be skipped', 'one file says so itself');
  }
});

t.test('every need is asked for by a test', async (t) => {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const code = names
    .filter((name) => name.endsWith('.ts') && name !== 'needs.ts')
    .map((name) => readFileSync(join(root, 'test', name), 'utf8'))
    .join('\n');
  for (const name of Object.keys(needs)) t.match(code, `needs.${name}.skip()`, name);
});
