// What says which version this is says the same, and the workflows name what is there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../../', import.meta.url));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const { version, scripts } = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
};

t.test('every file that has the version has the same', async (t) => {
  const lock = JSON.parse(read('package-lock.json'));
  t.equal(lock.version, version);
  t.equal(lock.packages[''].version, version);
  t.equal(/^version: (.*)$/m.exec(read('CITATION.cff'))?.[1], version);
  t.equal(/^## (\S+),/m.exec(read('CHANGELOG.md'))?.[1], version, 'the newest heading');
  for (const platform of readdirSync(join(root, 'npm'))) {
    t.equal(JSON.parse(read(`npm/${platform}/package.json`)).version, version, platform);
  }
  const crate = /^name = "firstseen-kernel"\nversion = "(.*)"$/m;
  t.equal(crate.exec(read('native/Cargo.toml'))?.[1], version);
  t.equal(crate.exec(read('native/Cargo.lock'))?.[1], version);
  t.equal(JSON.parse(read('openapi.json')).info.version, version);
  const readers = /^\| \d+ \| \S+ \| (\S+) \| it is the current one \|$/m;
  t.equal(readers.exec(read('UPGRADING.md'))?.[1], version, 'the current format is read by it');
  const tarballs = Array.from(
    read('docs/command-line.md').matchAll(/firstseen-kernel-[a-z0-9-]+-(\d[\w.]*)\.tgz/g),
    ([, named]) => named,
  );
  t.same([...new Set(tarballs)], [version], 'tarballs named in the docs');
});

t.test('the docs list every platform that has a package', async (t) => {
  const page = read('docs/command-line.md');
  const named = Array.from(page.matchAll(/`firstseen-kernel-([a-z0-9-]+)`/g), ([, name]) => name);
  t.same([...new Set(named)].sort(), readdirSync(join(root, 'npm')).sort());
});

t.test('the workflows run scripts that are there, on each system with a package', async (t) => {
  const folder = '.github/workflows';
  const workflows = readdirSync(join(root, folder)).map((name) => read(join(folder, name)));
  const text = workflows.join('\n');
  const files = Array.from(
    text.matchAll(/\b(?:scripts\/[\w-]+\.m?[jt]s|\.github\/[\w/-]+\.yml)/g),
    ([name]) => name,
  );
  t.ok(files.length >= 3);
  t.same(
    files.filter((name) => !existsSync(join(root, name))),
    [],
  );
  const platforms = Array.from(text.matchAll(/platform: ([\w-]+)/g), ([, name]) => name);
  t.same(platforms.sort(), readdirSync(join(root, 'npm')).sort());
  const counted = /-eq (\d+)/.exec(text)?.[1];
  t.equal(Number(counted), platforms.length, 'as many kernels as are published');
});

t.test('CONTRIBUTING.md and the checks run scripts of package.json', async (t) => {
  const text = read('CONTRIBUTING.md') + read('.ci/run') + read('README.md');
  const named = Array.from(
    text.matchAll(/npm run (?:-s |--silent )?([a-z:]+)/g),
    ([, name]) => name,
  );
  t.ok(named.length > 5);
  for (const name of new Set(named)) t.ok(scripts[name as string], String(name));
});

t.test('the Dockerfile copies all that the package has', async (t) => {
  const left = read('.dockerignore').split('\n');
  const { files } = JSON.parse(read('package.json')) as { files: string[] };
  for (const name of files) {
    if (name !== 'dist') t.notOk(left.includes(name), name);
  }
  t.match(read('Dockerfile'), /^USER 1000:1000$/m);
  t.match(read('Dockerfile'), /^HEALTHCHECK /m);
});
