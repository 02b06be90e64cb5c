// Copies the dependencies of the package into its tarball, in the versions of the lock.
//
// Whoever installs firstseen then gets what the tests ran with: two packages instead of a hundred,
// none with a script. Files that Node never loads stay behind: they were half of the size. Types are
// among them; a package whose types a declaration of ours names would have to keep its own.

import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

/** Folders at the top of a package that its code does not import. */
const needless = new Set([
  ...['test', 'tests', 'example', 'examples', 'benchmark', 'benchmarks', 'docs'],
]);

const licence = /licen[cs]e|notice|copying/i;
const mapOrType = /\.(?:map|[cm]?ts)$/;
const page = /\.(?:md|ya?ml)$/i;

/** By package: sources of what it also has built, and an order to build them. */
const needlessOf = { 'better-sqlite3': ['deps', 'src', 'binding.gyp'] };

/** Copies node_modules of `root` into `folder`, as far as the package needs it to run. */
export function bundleDependencies(root, folder) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, locked] of Object.entries(packages)) {
    // Types are for an editor: apache-arrow names those of Node as a dependency.
    if (path === '' || locked.dev || path.includes('node_modules/@types/')) continue;
    if (locked.optional && !existsSync(join(root, path))) continue;
    requireVersion(join(root, path), locked.version);
    copyPackage(join(root, path), join(folder, path));
  }
}

function requireVersion(source, expected) {
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  if (version === expected) return;
  throw new Error(`${source}: expected version ${expected} as locked, found ${version}: npm ci`);
}

function copyPackage(source, target) {
  const name = source.slice(source.lastIndexOf(`node_modules${sep}`) + 'node_modules/'.length);
  const left = new Set([...needless, 'node_modules', ...(needlessOf[name] ?? [])]);
  // The packages of AWS have their code twice, and Node loads that of `main`.
  if (existsSync(join(source, 'dist-cjs'))) left.add('dist-es').add('dist-types');
  const entries = readdirSync(source);
  // Where a licence has no file of its own, the page of the package names it.
  const keepsPages = !entries.some((entry) => licence.test(entry));
  for (const entry of entries) {
    // Settings of their forge and of their tools begin with a dot.
    if (left.has(entry) || entry.startsWith('.')) continue;
    const filter = (path) => !mapOrType.test(path) && (keepsPages || !isPage(basename(path)));
    cpSync(join(source, entry), join(target, entry), { recursive: true, filter });
  }
}

function isPage(name) {
  return page.test(name) && !licence.test(name);
}
