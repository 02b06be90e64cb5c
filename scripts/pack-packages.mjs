// Packs what is published: firstseen, and its native kernel for this platform, as tarballs.
//
// node scripts/pack-packages.mjs [main] [kernel]: by default both, the kernel where it was built.
// The package.json of the checkout cannot name the kernels in optionalDependencies: before they are
// published, npm could not lock them. So the manifest of the package is written here, with the
// kernels of npm/, and without what only a checkout uses. Writes to tarballs/ and dist/ alone.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleDependencies } from './bundle-dependencies.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const tarballs = join(root, 'tarballs');
const stage = join(tarballs, 'stage');
const built = join(root, 'native', 'firstseen.node');
const parts = process.argv.slice(2);

const all = parts.length === 0;
// Tarballs of another version would be installed with these.
rmSync(all ? tarballs : stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
try {
  if (all || parts.includes('main')) packMain();
  if (parts.includes('kernel') || (all && existsSync(built))) packKernel();
  else if (all) {
    const add = 'To add it, install Rust, run `npm run prepare` and pack again';
    console.log(`no native kernel was built: firstseen works, slower, without it. ${add}`);
  }
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function packMain() {
  npm(root, 'run', '--silent', 'build');
  const listed = JSON.parse(npm(root, 'pack', '--dry-run', '--json', '--ignore-scripts'));
  // npm 12 has an object by package name there, older ones an array.
  const [{ files }] = Object.values(listed);
  const folder = join(stage, 'firstseen');
  for (const { path } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  const { scripts, devDependencies, tap, allowScripts, ...manifest } = readManifest(root);
  manifest.optionalDependencies = kernels(manifest.version);
  manifest.bundleDependencies = Object.keys(manifest.dependencies);
  writeManifest(folder, manifest);
  bundleDependencies(root, folder);
  pack(folder);
}

/** Every kernel package in the version of the main one; an Error where one has another. */
function kernels(version) {
  const manifests = readdirSync(join(root, 'npm')).map((name) =>
    readManifest(join(root, 'npm', name)),
  );
  for (const manifest of manifests) {
    if (manifest.version !== version) {
      throw new Error(`${manifest.name} has version ${manifest.version}, expected ${version}`);
    }
  }
  return Object.fromEntries(manifests.map(({ name }) => [name, version]));
}

/** The kernel that was built here. It is loaded first, so that none is packed for another system. */
function packKernel() {
  if (!existsSync(built)) throw new Error('there is no native/firstseen.node: npm run prepare');
  createRequire(import.meta.url)(built);
  const platform = platformName();
  const source = join(root, 'npm', platform);
  if (!existsSync(source)) throw new Error(`there is no package for ${platform}: see npm/`);
  const folder = join(stage, platform);
  cpSync(source, folder, { recursive: true });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  cpSync(built, join(folder, readManifest(folder).main));
  pack(folder);
}

function platformName() {
  const name = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${name}-msvc`;
  if (process.platform !== 'linux') return name;
  return `${name}-${process.report.getReport().header.glibcVersionRuntime ? 'gnu' : 'musl'}`;
}

function pack(folder) {
  const name = npm(folder, 'pack', '--ignore-scripts', '--pack-destination', tarballs).trim();
  console.log(`tarballs/${name.split('\n').at(-1)}`);
}

function npm(folder, ...args) {
  // On Windows npm is a script, which needs a shell.
  const options = { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' };
  const run = spawnSync('npm', args, options);
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0)
    throw new Error(`npm ${args[0]} failed in ${folder}: ${run.stderr}${run.stdout}`);
  return run.stdout;
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function writeManifest(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
