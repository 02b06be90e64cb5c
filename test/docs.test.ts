// What the pages at the root say of the repository is there: links, headings, named source files,
// and the table of dependencies with its licences.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { anchorsOf, innerLinksOf } from '../scripts/links/read-links.ts';
import { groups } from '../site/navigation.ts';
import { blimpRules } from '../splits/phrases/blimp-rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const skipped = new Set(['node_modules', 'dist', 'coverage', 'target', 'tmp']);
const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'FORMAT.md', 'CHANGELOG.md', 'UPGRADING.md'],
  ...['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'bench/RESULTS.md'],
  ...['examples/python/README.md', 'scripts/interop/README.md'],
  ...listFiles('docs').filter((path) => path.endsWith('.md')),
];

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Paths and names of source files, wherever in the text; globs are none. */
function sourceNamesOf(markdown: string): string[] {
  const named = markdown.matchAll(/(?<![\w*./-])([\w-][\w./-]*\.(?:ts|mjs|rs))\b(?!\w)/g);
  return Array.from(named, ([, name]) => name as string);
}

function listFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function brokenLinks(page: string, markdown: string): string[] {
  return innerLinksOf(markdown).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined || !target.endsWith('.md')) return false;
    return !anchorsOf(target === page ? markdown : read(target)).has(anchor);
  });
}

/** Files that the reader of a page writes. */
const ofReaders: ReadonlySet<string> = new Set(['answers.ts']);

function missingSources(markdown: string, files: readonly string[]): string[] {
  return sourceNamesOf(markdown).filter(
    (name) =>
      !ofReaders.has(name) && !files.some((file) => file === name || file.endsWith(`/${name}`)),
  );
}

for (const page of pages) {
  const skip = existsSync(join(root, page)) ? false : `there is no ${page} yet`;
  t.test(`${page} names nothing that is not there`, { skip }, async (t) => {
    const markdown = read(page);
    t.same(brokenLinks(page, markdown), [], 'links');
    t.same(missingSources(markdown, listFiles()), [], 'source files');
    t.notMatch(markdown, /\/(home|root|tmp|work|Users)\//, 'no path of somebody’s machine');
  });
}

t.test('the menu of the site has every page once, and is in no other package', async (t) => {
  const listed = groups.flatMap(({ pages }) => pages.map(([path]) => path));
  // Readers of the site do not compare libraries by its scripts.
  t.same(listed.toSorted(), pages.filter((page) => page !== 'scripts/interop/README.md').sort());
  const { devDependencies } = JSON.parse(read('site/package.json'));
  const main = JSON.parse(read('package.json'));
  for (const name of Object.keys(devDependencies)) {
    t.notOk(
      { ...main.dependencies, ...main.devDependencies }[name],
      `npm ci does not bring ${name}`,
    );
  }
});

t.test('a broken link, heading or file name is found', async (t) => {
  const page = 'FORMAT.md';
  const text =
    '# One thing\n[a](nowhere.md) [b](#one-thing) [c](#two) [d](errors.ts "e") [f](LICENSE)';
  t.same(brokenLinks(page, text), ['nowhere.md', '#two']);
  const names = '`store/segment/bwt.ts` bwt.ts test/**/*.test.ts native/src/lib.rs store/gone.ts';
  t.same(missingSources(names, listFiles()), ['store/gone.ts']);
});

t.test('docs/splits.md lists the rule of every set of BLiMP with its class', async (t) => {
  const listed = new Map(
    Array.from(
      read('docs/splits.md').matchAll(/^\| (\w+) \| (short|rare|sentence) \| ([^|]+) \|/gm),
      ([, uid, name, changed]) => [uid as string, `${name} ${changed}`],
    ),
  );
  const rules = Object.entries(blimpRules);
  const expected = rules.map(([uid, rule]) => [uid, `${rule.class} ${rule.changed}`] as const);
  t.same(listed, new Map(expected));
  t.equal(rules.filter(([, rule]) => rule.class === 'sentence').length, 28);
});

t.test('ARCHITECTURE.md has something to say of every folder', async (t) => {
  const architecture = read('ARCHITECTURE.md');
  const folders = [
    'cli',
    'errors',
    'indexer',
    'query-server',
    'splits',
    'exposure',
    'store',
    'text',
    'native',
    'schemas',
  ];
  for (const folder of folders) t.match(architecture, new RegExp(`\`${folder}/`), folder);
});

t.test('ARCHITECTURE.md lists the messages between threads', async (t) => {
  const messages = read('indexer/workers/range-messages.ts');
  const kinds = Array.from(messages.matchAll(/kind: '([\w-]+)'/g), ([, kind]) => kind as string);
  const tables = read('ARCHITECTURE.md')
    .split(/^\| (?:to|from) a worker \|.*$/m)
    .slice(1);
  const listed = tables.flatMap((table) => {
    const rows = (table.split('\n\n')[0] as string).matchAll(/^\| `([\w-]+)` \|/gm);
    return Array.from(rows, ([, kind]) => kind as string);
  });
  t.equal(tables.length, 2);
  t.same(listed.sort(), [...new Set(kinds)].sort());
});

t.test('ARCHITECTURE.md lists every dependency with its licence', async (t) => {
  const listed = new Map(
    Array.from(
      read('ARCHITECTURE.md').matchAll(/^\| `([^`]+)` \| [^|]{4,} \| ([^|]+) \|$/gm),
      ([, name, licence]) => [name as string, licence as string],
    ),
  );
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'));
  const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  for (const name of packages) {
    const { license } = JSON.parse(read(`node_modules/${name}/package.json`));
    t.equal(listed.get(name), license, name);
    listed.delete(name);
  }
  const cargo = read('native/Cargo.toml');
  for (const section of cargo.matchAll(/^\[(?:build-)?dependencies\]\n((?:.+\n)*)/gm)) {
    for (const [, crate] of (section[1] as string).matchAll(/^([\w-]+) *=/gm)) {
      t.ok(listed.delete(crate as string), `${crate}`);
    }
  }
  t.same([...listed.keys()], [], 'and no other');
});
