// Builds the native kernel of a checkout where a Rust tool chain is there: the `prepare` script.
//
// Prints one line that says what it did and never fails `npm ci`: without the kernel everything
// works, slower. Plain JavaScript, because it also runs under an older Node. A kernel that is older than
// its sources and cannot be built again is removed, so that nobody runs it with other arguments than it
// was made for.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const crate = fileURLToPath(new URL('../native/', import.meta.url));
const kernel = join(crate, 'firstseen.node');
const without = 'the native kernel is not built; everything works, slower, without it';

console.log(`firstseen: ${build()}`);

function build() {
  if (process.env.FIRSTSEEN_NATIVE === '0') {
    return `FIRSTSEEN_NATIVE=0: ${without}. To add it later, run: npm run prepare`;
  }
  if (isBuilt()) return 'the native kernel is up to date';
  const started = Date.now();
  const found = runCargo();
  const reason = 'reason' in found ? found.reason : install(found.library);
  if (reason !== undefined) {
    rmSync(kernel, { force: true });
    return `${reason}: ${without}. ${found.solve ?? 'To add it once this is fixed, run'}: npm run prepare`;
  }
  return `built the native kernel in ${Math.round((Date.now() - started) / 1000)} s`;
}

/** Whether the kernel is newer than every file it is built from. */
function isBuilt() {
  if (!existsSync(kernel)) return false;
  const sources = readdirSync(join(crate, 'src'), { recursive: true }).map((name) =>
    join('src', String(name)),
  );
  const built = statSync(kernel).mtimeMs;
  return ['Cargo.toml', 'Cargo.lock', 'build.rs', ...sources].every(
    (name) => statSync(join(crate, name)).mtimeMs < built,
  );
}

/** The library that cargo built, or why there is none. */
function runCargo() {
  const environment = { ...process.env, CARGO_TARGET_DIR: join(crate, 'target') };
  delete environment.CARGO_BUILD_TARGET;
  const args = ['build', '--release', '--locked', '--message-format=json-render-diagnostics'];
  // Where rustup puts cargo when a shell has not been told yet.
  for (const cargo of ['cargo', join(homedir(), '.cargo', 'bin', 'cargo')]) {
    const run = spawnSync(cargo, args, {
      cwd: crate,
      env: environment,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (run.error !== undefined) continue;
    if (run.status !== 0) return { reason: `cargo failed (${firstError(run.stderr)})` };
    const library = libraryOf(run.stdout);
    return library === undefined ? { reason: 'cargo named no library' } : { library };
  }
  const solve = 'To add it later, install Rust (https://rustup.rs) and run';
  return { reason: 'no Rust tool chain (cargo) found', solve };
}

function firstError(stderr) {
  const lines = stderr.split('\n');
  const line = lines.find((line) => line.startsWith('error')) ?? lines[0] ?? '';
  return line.trim().slice(0, 200);
}

function libraryOf(messages) {
  for (const line of messages.split('\n')) {
    if (!line.includes('"compiler-artifact"') || !line.includes('firstseen_kernel')) continue;
    const { filenames } = JSON.parse(line);
    const library = filenames.find((name) => /\.(so|dylib|dll)$/.test(name));
    if (library !== undefined) return library;
  }
  return undefined;
}

/** Puts the library in place once it loads; by renaming, since a running process may map the old. */
function install(library) {
  const temporary = join(crate, `firstseen-${process.pid}.node`);
  try {
    copyFileSync(library, temporary);
    createRequire(import.meta.url)(temporary);
    renameSync(temporary, kernel);
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return `the library that cargo built cannot be used (${String(error.message).split('\n')[0]})`;
  }
}
