// The packages of the kernel: one for each platform, in the version of firstseen, and found there.

import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { kernelPackages } from '../../native/addon-path.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly files: readonly string[];
  readonly os: readonly [string];
  readonly cpu: readonly [string];
  readonly libc?: readonly [string];
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = readdirSync(join(root, 'npm'));

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

t.test('a package says for which platform it is, and is looked for there', async (t) => {
  t.equal(folders.length, 6);
  for (const folder of folders) {
    const { name, main, files, os, cpu, libc } = readManifest(join('npm', folder));
    t.equal(name, `firstseen-kernel-${folder}`);
    t.equal(main, `firstseen.${folder}.node`);
    t.same(files, [main]);
    const names = kernelPackages({ platform: os[0], arch: cpu[0] });
    // On Linux npm knows which of the two fits by libc alone.
    t.equal(name, names[libc?.[0] === 'musl' ? 1 : 0]);
    t.equal(libc !== undefined, os[0] === 'linux');
  }
});

t.test('the packages have the version of firstseen', async (t) => {
  const { version } = readManifest('.');
  for (const folder of folders) t.equal(readManifest(join('npm', folder)).version, version, folder);
});

t.test('on Linux the package of the running C library is taken, where both are', (t) => {
  const names = kernelPackages(process);
  const node_modules = Object.fromEntries(
    names.map((name) => [name, { 'package.json': '{"main":"k.node"}', 'k.node': '' }]),
  );
  const directory = t.testdir({ native: {}, node_modules, 'package.json': '{"type":"module"}' });
  cpSync(join(root, 'native/addon-path.ts'), join(directory, 'native/addon-path.ts'));
  const script = "import('./native/addon-path.ts').then((m) => console.log(m.findAddon()))";
  const found = execFileSync(process.execPath, ['-e', script], {
    cwd: directory,
    encoding: 'utf8',
  });
  const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const expected =
    process.platform === 'linux' && report.header.glibcVersionRuntime === undefined
      ? names[1]
      : names[0];
  t.match(found, join('node_modules', expected as string, 'k.node'));
  t.end();
});

t.test('without a package and without a build there is none', (t) => {
  const directory = t.testdir({ native: {}, 'package.json': '{"type":"module"}' });
  cpSync(join(root, 'native/addon-path.ts'), join(directory, 'native/addon-path.ts'));
  const script = "import('./native/addon-path.ts').then((m) => console.log(m.findAddon()))";
  const found = execFileSync(process.execPath, ['-e', script], {
    cwd: directory,
    encoding: 'utf8',
  });
  t.equal(found, 'undefined\n');
  t.end();
});
