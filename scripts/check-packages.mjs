// Installs the tarballs as a user would, and uses them: `npm run tarballs` goes before.
//
// The folder, the home and npm's cache are empty, and no Rust tool chain is in PATH. A step that
// fails is an Error. The last line says how large the install is and how long it took.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const maxMegabytes = 60;
const maxSeconds = 20;
const root = fileURLToPath(new URL('../', import.meta.url));
const windows = process.platform === 'win32';
const place = mkdtempSync(join(tmpdir(), 'firstseen-packages-'));
const folder = join(place, 'project');
const installed = join(folder, 'node_modules', 'firstseen');

try {
  mkdirSync(folder);
  const busy = loadavg()[0] > availableParallelism();
  const seconds = install();
  const bytes = sizeOf(join(folder, 'node_modules'));
  loadDependencies();
  useCommand();
  useLibrary();
  refuseOldNode();
  const size = (bytes / 1e6).toFixed(1);
  console.log(
    `installed in ${seconds.toFixed(1)} s, ${size} MB on disk; the native kernel is active`,
  );
  assert.ok(bytes < maxMegabytes * 1e6, `expected under ${maxMegabytes} MB, found ${size} MB`);
  // On a machine that is busy with other things the time says nothing.
  if (busy) console.log('the machine is busy: the time is not judged');
  assert.ok(
    busy || seconds < maxSeconds,
    `expected under ${maxSeconds} s, found ${seconds.toFixed(1)} s`,
  );
} finally {
  rmSync(place, { recursive: true, force: true });
}

/** The seconds that npm took. */
function install() {
  const names = readdirSync(join(root, 'tarballs')).filter((name) => name.endsWith('.tgz'));
  assert.ok(
    names.length >= 2,
    'expected the tarballs of firstseen and its kernel: npm run tarballs',
  );
  const tarballs = names.map((name) => join(root, 'tarballs', name));
  const started = performance.now();
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs]);
  return (performance.now() - started) / 1000;
}

/** All that dist/ imports loads: no package misses a file that was left out of the tarball. */
function loadDependencies() {
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const names = importedNames(join(installed, 'dist')).filter((name) =>
    Object.keys(dependencies).some((one) => name === one || name.startsWith(`${one}/`)),
  );
  assert.ok(names.length >= 20);
  const script = join(installed, 'load-dependencies.mjs');
  writeFileSync(script, names.map((name) => `import '${name}';\n`).join(''));
  run(process.execPath, [script]);
  const kernel = "import('./node_modules/firstseen/dist/native/kernel.js')";
  const show = `${kernel}.then((module) => console.log(module.loadKernel().name))`;
  assert.equal(run(process.execPath, ['-e', show]), 'native\n');
  assert.equal(run(process.execPath, ['-e', show], { FIRSTSEEN_NATIVE: '0' }), 'typescript\n');
}

function importedNames(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
  const found = files.flatMap((name) =>
    Array.from(
      readFileSync(join(folder, name), 'utf8').matchAll(/(?:from|import)[ (]'([a-z@][^':]*)'/g),
      ([, imported]) => imported,
    ),
  );
  return [...new Set(found)];
}

/** Builds an index and asks it, with the kernel and without it. */
function useCommand() {
  const records = Array.from({ length: 100 }, (_, i) => `{"text":"record ${i} of one corpus"}\n`);
  writeFileSync(join(folder, 'corpus.jsonl'), records.join(''));
  const question = ['query', 'my.idx', 'one corpus', '--at', '2,10', '--json'];
  firstseen('index', 'my.idx', '--from', 'corpus.jsonl', '--batch-size', '10');
  const answer = run(...command(question));
  assert.match(answer, /"count":100,.*"at":\{"2":20,"10":100\}/s);
  assert.equal(run(...command(question), { FIRSTSEEN_NATIVE: '0' }), answer);
  firstseen('verify', 'my.idx');
}

/** The typed examples of two pages: their types are checked without skipLibCheck, then they run. */
function useLibrary() {
  mkdirSync(join(folder, 'shards'));
  writeFileSync(join(folder, 'shards', 'a.jsonl'), '{"text":"This sketch of the sea"}\n');
  writeFileSync(join(folder, 'example.mts'), typedExample(join('docs', 'library.md')));
  writeFileSync(join(folder, 'readme.mts'), typedExample('README.md'));
  const compilerOptions = {
    ...{ target: 'esnext', module: 'nodenext', strict: true, skipLibCheck: false, types: [] },
    exactOptionalPropertyTypes: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder]);
  assert.equal(run(process.execPath, ['example.mjs']), '1 1\n1 1\n');
  assert.equal(run(process.execPath, ['readme.mjs']), '0 undefined\n');
}

function typedExample(name) {
  const [, example] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(installed, name), 'utf8'));
  return example;
}

function firstseen(...args) {
  return run(...command(args));
}

/** The command as npm linked it. */
function command(args) {
  return [join(folder, 'node_modules', '.bin', windows ? 'firstseen.cmd' : 'firstseen'), args];
}

/** An older Node of this machine gets one line. */
function refuseOldNode() {
  const old = '/usr/bin/node';
  if (!existsSync(old)) return;
  const version = spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout;
  if (Number.parseInt(version.slice(1), 10) >= 24) return;
  const main = join(installed, 'bin', 'firstseen.cjs');
  const { status, stderr } = spawnSync(old, [main, '--help'], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /^firstseen: expected Node 24 or newer, found v\S+ .*\n$/);
}

function run(program, args, more = {}) {
  const result = spawnSync(program, args, {
    cwd: folder,
    env: { ...environment(), ...more },
    encoding: 'utf8',
    shell: windows && program !== process.execPath,
    timeout: 120_000,
  });
  if (result.status === 0) return result.stdout;
  const { error, status, stdout, stderr } = result;
  throw new Error(`${program} ${args.join(' ')}: ${error ?? status}\n${stdout}${stderr}`);
}

/** This environment without npm's settings and cargo, with this Node, an empty home and cache. */
function environment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|FIRSTSEEN_|CARGO_|RUSTUP_|PATH$)/i.test(name),
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((name) => {
    return !existsSync(join(name, 'cargo')) && !existsSync(join(name, 'cargo.exe'));
  });
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    HOME: place,
    npm_config_cache: join(place, 'cache'),
    npm_config_registry: process.env.npm_config_registry ?? 'https://registry.npmjs.org/',
  };
}

/** Bytes on disk, whole blocks and folders included; on Windows the bytes of the files. */
function sizeOf(path) {
  const stats = lstatSync(path);
  const own = windows ? stats.size : stats.blocks * 512;
  if (!stats.isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), own);
}
