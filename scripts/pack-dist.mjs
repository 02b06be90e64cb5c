// Emits JavaScript into dist/ for the package: Node strips no types under node_modules.
//
// Runs before `npm pack`. Besides compiling it makes sure that nothing in dist/ still names a
// TypeScript file that is not there. The web page is JavaScript as it stands and copied. Of the
// declarations only those stay that the public entry needs: they name no package, since the types of
// bundled packages are not in the tarball.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
compile('tsconfig.build.json');
compile('tsconfig.types.json');
keepDeclarations(join(dist, 'declarations'));

// Imports, and workers named by `new URL(...)`: every relative name must be there.
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  if (!name.endsWith('.js')) continue;
  const file = join(dist, name);
  const text = readFileSync(file, 'utf8');
  const left = text.match(/(?:from|import)\s*\(?'\.[^']*\.ts'/);
  if (left !== null) throw new Error(`dist/${name} still imports TypeScript: ${left[0]}`);
  for (const [, path] of text.matchAll(/'(\.{1,2}\/[^']*\.js)'/g)) {
    if (!existsSync(join(dirname(file), path))) throw new Error(`dist/${name}: no ${path}`);
  }
}

// The web page is not TypeScript: it is copied.
cpSync(join(root, 'web'), join(dist, 'web'), { recursive: true });

function compile(project) {
  const run = spawnSync('tsc', ['-p', project], { cwd: root, stdio: 'inherit' });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) process.exit(1);
}

/** Copies what firstseen.d.ts names, directly or not, from `folder` into dist/, and removes the rest. */
function keepDeclarations(folder) {
  const kept = ['firstseen.d.ts'];
  for (const name of kept) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import)\s*\(?['"]([^'"]*)['"]/g)) {
      if (!path.startsWith('.')) throw new Error(`${name} names the package ${path}`);
      const target = join(dirname(name), path.replace(/\.[jt]s$/, '.d.ts'));
      if (!kept.includes(target)) kept.push(target);
    }
    const rewritten = text.replaceAll(/(from\s*'\.[^']*)\.ts'/g, "$1.js'");
    writeFileSync(join(dist, name), rewritten);
  }
  rmSync(folder, { recursive: true });
}
