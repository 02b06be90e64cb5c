import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A package with the script and the crate, but nothing built. */
function makePackage(t: Test): string {
  const directory = t.testdir({ scripts: {}, native: { src: {} }, bin: {}, home: {} });
  const paths = ['scripts/build-native.mjs', 'native/Cargo.toml', 'native/Cargo.lock'];
  for (const path of [...paths, 'native/build.rs', 'native/src/lib.rs']) {
    cpSync(join(root, path), join(directory, path));
  }
  return directory;
}

/** Its one line. Programs are looked for in the package's bin/ alone. */
function build(directory: string, environment: Record<string, string> = {}): string {
  const run = spawnSync(process.execPath, [join(directory, 'scripts/build-native.mjs')], {
    env: { PATH: join(directory, 'bin'), HOME: join(directory, 'home'), ...environment },
    encoding: 'utf8',
  });
  if (run.status !== 0 || run.stderr !== '') throw new Error(`${run.status}: ${run.stderr}`);
  return run.stdout;
}

function writeProgram(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

const slower = 'the native kernel is not built; everything works, slower, without it';

t.test('without cargo the script says so in one line and succeeds', (t) => {
  t.equal(
    build(makePackage(t)),
    `firstseen: no Rust tool chain (cargo) found: ${slower}. To add it later, install Rust (https://rustup.rs) and run: npm run prepare\n`,
  );
  t.end();
});

t.test('FIRSTSEEN_NATIVE=0 builds nothing', (t) => {
  const directory = makePackage(t);
  writeProgram(join(directory, 'bin/cargo'), 'exit 1');
  const line = build(directory, { FIRSTSEEN_NATIVE: '0' });
  t.equal(
    line,
    `firstseen: FIRSTSEEN_NATIVE=0: ${slower}. To add it later, run: npm run prepare\n`,
  );
  t.end();
});

t.test('a build that fails gives its first error, and the script succeeds', (t) => {
  const directory = makePackage(t);
  writeProgram(join(directory, 'bin/cargo'), 'echo "warning: x\nerror: no linker" >&2; exit 101');
  t.equal(
    build(directory),
    `firstseen: cargo failed (error: no linker): ${slower}. To add it once this is fixed, run: npm run prepare\n`,
  );
  t.end();
});

t.test('a library that does not load is not installed', (t) => {
  const directory = makePackage(t);
  const library = join(directory, 'native/libfirstseen_kernel.so');
  writeFileSync(library, 'no library');
  const message = JSON.stringify({
    reason: 'compiler-artifact',
    target: { name: 'firstseen_kernel' },
    filenames: [library],
  });
  // Where a shell has not been told of rustup yet, cargo is in the home folder.
  writeProgram(join(directory, 'home/.cargo/bin/cargo'), `echo '${message}'`);
  const line = build(directory);
  t.match(line, /^firstseen: the library that cargo built cannot be used \(.*\): the native/);
  t.equal(line.trimEnd().split('\n').length, 1);
  t.notOk(existsSync(join(directory, 'native/firstseen.node')));
  t.end();
});

t.test('a kernel newer than its sources stays, an older one goes when none can be built', (t) => {
  const directory = makePackage(t);
  const kernel = join(directory, 'native/firstseen.node');
  writeFileSync(kernel, 'a kernel');
  utimesSync(kernel, new Date(), new Date(Date.now() + 60_000));
  t.equal(build(directory), 'firstseen: the native kernel is up to date\n');
  utimesSync(kernel, new Date(), new Date(0));
  t.match(build(directory), slower);
  t.notOk(existsSync(kernel));
  t.end();
});
