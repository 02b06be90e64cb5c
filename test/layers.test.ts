// Imports point down the list of layers, and only down.
//
// A type import counts like any other: whoever depends on a type from above is broken by a change
// above, whether code is loaded or not. So the walk takes every relative path in quotes: static,
// type and dynamic imports, and the urls of worker threads. `native` is the lowest layer, which any
// other may call (store/snapshot.ts maps its files by native/kernel.ts); it imports nothing of ours.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('..', import.meta.url));

/** From the top down. */
const layers = [
  'cli',
  'firstseen',
  'router',
  'query-server',
  'library',
  'opensearch',
  'shards',
  'web',
  'curves',
  'splits',
  'watch',
  'trace',
  'search',
  'parts',
  'ingest',
  'indexer',
  'exposure',
  'corpus',
  'formats',
  'input',
  'store',
  'text',
  'schemas',
  'threads',
  'errors',
  'package-version',
  'native',
];
/** May import every layer; no layer may import them. */
const outside = ['scripts', 'examples', 'test', 'site'];
/** Folders without sources of ours, beside those that start with a dot. */
const skipped = new Set(['node_modules', 'dist', 'coverage', 'target', 'tmp']);
/** Neighbours on the list, or below, that still have nothing to say to each other. */
const strangers = [
  ['indexer', 'exposure'],
  ['splits', 'indexer'],
  ['watch', 'trace'],
  ['watch', 'parts'],
  ['watch', 'indexer'],
  ['trace', 'indexer'],
  ['search', 'indexer'],
  ['curves', 'indexer'],
  ['query-server', 'parts'],
  ['opensearch', 'query-server'],
  ['opensearch', 'web'],
  ['opensearch', 'curves'],
  ['opensearch', 'splits'],
  ['opensearch', 'trace'],
  ['opensearch', 'indexer'],
  ['router', 'parts'],
  ['query-server', 'shards'],
  ['shards', 'indexer'],
  ['ingest', 'exposure'],
  ['parts', 'ingest'],
];
/**
 * Layers that use library/ and nothing beneath it but this base, which says what goes in and out and how
 * errors read. `snapshotOf` gives library/ what is beneath, so they may not name it either.
 */
const users = ['cli', 'router', 'query-server'];
const base = ['library', 'schemas', 'errors', 'package-version'];
/** A router asks servers, adds what they say, and answers as a server does. */
const ofRouter = ['query-server', 'shards'];
/** The ways from the command line to the servers: their starts, which name options as the commands do. */
const serverStarts = ['query-server/serve.ts', 'router/route.ts'];
const namelessFolders = /(^|\/)(utils?|helpers?|common|shared|misc|lib)(\/|\.ts$)/;

interface Source {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly code: string;
}

function readSources(folder = ''): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return readSources(path);
    if (!entry.name.endsWith('.ts')) return [];
    const code = readFileSync(join(root, path), 'utf8');
    return [{ path: path.replaceAll(sep, '/'), code }];
  });
}

function withoutComments(code: string): string {
  return code.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
}

/** The sources that a source names, relative to the root. */
function targetsOf({ path, code }: Source): string[] {
  const named = withoutComments(code).matchAll(/['"`](\.{1,2}\/[^'"`\s]+\.ts)['"`]/g);
  return Array.from(named, ([, target]) =>
    normalize(join(dirname(path), target as string)).replaceAll(sep, '/'),
  );
}

function layerOf(path: string): string {
  const [top = ''] = path.split('/');
  return top.replace(/\.ts$/, '');
}

function isBarrel({ path, code }: Source): boolean {
  if (basename(path) === 'index.ts') return true;
  const bare = withoutComments(code);
  if (/export\s+(type\s+)?\*/.test(bare)) return true;
  const rest = bare.replace(/(import|export)\s[^;]*?\sfrom\s+['"][^'"]+['"];/g, '');
  return /\bexport\b/.test(bare) && rest.trim() === '';
}

/** Does a user of library/ reach beneath it, or into the other user? */
function beneathLibrary(path: string, target: string): boolean {
  const from = layerOf(path);
  const to = layerOf(target);
  if (!users.includes(from) || to === from || base.includes(to)) return false;
  if (from === 'router') return !ofRouter.includes(to);
  return !(from === 'cli' && (to === 'firstseen' || serverStarts.includes(target)));
}

function faultsOf(source: Source): string[] {
  const { path } = source;
  const faults: string[] = [];
  const from = layerOf(path);
  const height = layers.indexOf(from);
  if (height < 0 && !outside.includes(from)) faults.push(`${path} belongs to no layer`);
  if (namelessFolders.test(path)) faults.push(`${path}: a name that says nothing of what it holds`);
  if (height < 0) return faults;
  // The public entry is the one barrel, and library/ makes what it gives.
  if (path !== 'firstseen.ts' && isBarrel(source)) faults.push(`${path} is a barrel`);
  if (from === 'library' && /^export\s[^;(=]*?\sfrom\s/m.test(withoutComments(source.code))) {
    faults.push(`${path} gives on what another module exports`);
  }
  if (users.includes(from) && /\bsnapshotOf\b/.test(withoutComments(source.code))) {
    faults.push(`${path} names snapshotOf, which is for library/ alone`);
  }
  for (const target of targetsOf(source)) {
    const to = layerOf(target);
    const depth = layers.indexOf(to);
    if (depth < 0) faults.push(`${path} imports ${target}, which is in no layer`);
    else if (depth < height) faults.push(`${path} imports ${target}: up from ${from} to ${to}`);
    else if (beneathLibrary(path, target)) {
      faults.push(`${path} imports ${target}: ${from} uses library/ and nothing beneath it`);
    } else if (from === 'query-server' && /^library\/(builds?|ingest)[/.-]/.test(target)) {
      faults.push(`${path} imports ${target}: a server builds nothing`);
    } else if (strangers.some((pair) => pair[0] === from && pair[1] === to)) {
      faults.push(`${path} imports ${target}: ${from} knows nothing of ${to}`);
    }
  }
  return faults;
}

t.test('imports of every source point down the layers', async (t) => {
  const sources = readSources();
  const walked = new Set(sources.map(({ path }) => layerOf(path)));
  for (const layer of ['cli', 'indexer', 'exposure', 'store', 'text', 'native', 'test']) {
    t.ok(walked.has(layer), `${layer} was walked`);
  }
  t.same(sources.flatMap(faultsOf), []);
});

/** Files that import each other in a circle, types and what is loaded later included; undefined: none. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const left = new Map(imports);
  for (;;) {
    const free = [...left].filter(([, targets]) => !targets.some((target) => left.has(target)));
    for (const [path] of free) left.delete(path);
    if (free.length > 0) continue;
    // Whoever is left imports another that is left, so that a walk comes back to where it was.
    const walked: string[] = [];
    let [at] = left.keys();
    while (at !== undefined && !walked.includes(at)) {
      walked.push(at);
      at = left.get(at)?.find((target) => left.has(target));
    }
    return at === undefined ? undefined : walked.slice(walked.indexOf(at));
  }
}

t.test('no files import each other in a circle', async (t) => {
  const inLayers = readSources().filter(({ path }) => layers.includes(layerOf(path)));
  const imports = new Map(inLayers.map((source) => [source.path, targetsOf(source)]));
  t.ok(imports.size > 500, 'sources were read');
  t.equal(findCircle(imports), undefined);
  const circle = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b']],
    ['d', []],
  ]);
  t.same(findCircle(circle), ['b', 'c']);
});

/** Folders of the kernel's crate, from the top down; `numbers` is for its tests. */
const crateLayers = ['node', 'ingest', 'input', 'store', 'text', 'arrays', 'numbers'];

/** The files of the crate that each file names, relative to its sources. */
function readCrate(): Map<string, string[]> {
  const folder = join(root, 'native/src');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => /\.rs$/.test(path) && path !== 'lib.rs');
  const imports = paths.map((path): [string, string[]] => {
    const code = withoutComments(readFileSync(join(folder, path), 'utf8'));
    const named = [...code.matchAll(/\bcrate::(\w+)(?:::(\w+|\{[^}]*\}))?/g)];
    const targets = named.flatMap(([, top = '', rest = '']) => {
      return (
        rest
          .match(/\w+/g)
          ?.map((name) => `${top}/${name}.rs`)
          .concat(`${top}.rs`) ?? []
      );
    });
    return [path, targets.filter((target) => paths.includes(target) && target !== path)];
  });
  return new Map(imports);
}

t.test('folders of the crate point down, and no files of it in a circle', async (t) => {
  const imports = readCrate();
  const height = (path: string) => crateLayers.indexOf(path.replace(/(\/|\.rs$).*/, ''));
  t.ok([...imports.values()].flat().length > 30, 'imports were found');
  const faults = [...imports].flatMap(([path, targets]) => {
    const up = targets.filter((target) => height(target) < height(path));
    return height(path) < 0 ? [path] : up.map((target) => `${path} names ${target}`);
  });
  t.same(faults, []);
  t.equal(findCircle(imports), undefined);
});

t.test('every import names a source that is there, with its ending', async (t) => {
  const sources = readSources();
  const paths = new Set(sources.map(({ path }) => path));
  const inLayers = sources.filter(({ path }) => layers.includes(layerOf(path)));
  const names = (source: Source) => targetsOf(source).map((target) => ({ source, target }));
  const targets = inLayers.flatMap(names);
  t.ok(targets.length > 100, 'imports were found');
  t.same(
    targets.filter(({ target }) => !paths.has(target)).map(({ target }) => target),
    [],
  );
  // What the walk would not see: a relative import spelled without .ts.
  const relative = /(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g;
  const bare = inLayers.flatMap(({ code }) =>
    Array.from(withoutComments(code).matchAll(relative), ([, target]) => target as string),
  );
  t.same(
    bare.filter((target) => !target.endsWith('.ts')),
    [],
  );
});

/** Folders of the page, from the top down; modules next to main.js are the lowest. */
const pageLayers = [
  ...['main.js', 'curves', 'search', 'trace', 'live', 'steps', 'exposures', 'splits'],
  ...['chart', 'modules', 'vendor'],
];

function readPage(folder = 'web'): Source[] {
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((name) => name.endsWith('.js'))
    .map((name) => `${folder}/${name.replaceAll(sep, '/')}`)
    .map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') }));
}

function pageLayer(path: string): number {
  const [, top = ''] = path.split('/');
  const layer = pageLayers.indexOf(top);
  return layer < 0 ? pageLayers.length : layer;
}

/** What the browser loads: a module of the page, or one that has a declaration where it is served. */
function pageFaults({ path, code }: Source): string[] {
  const bare = withoutComments(code);
  const named = bare.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"`]([^'"`]+)['"`]/g);
  return Array.from(named, ([, name = '']) => name).flatMap((name) => {
    const target = normalize(join(dirname(path), name)).replaceAll(sep, '/');
    const source = target.replace(/\.js$/, '.ts').replace('web/modules/', '');
    const files = /^web\/(modules|vendor)\//.test(target)
      ? [target.replace(/\.js$/, '.d.ts'), ...(target.startsWith('web/modules/') ? [source] : [])]
      : [target];
    if (!/^\.{1,2}\/.*\.js$/.test(name)) return [`${path} imports ${name}, which is not served`];
    if (!target.startsWith('web/')) return [`${path} imports ${target}, outside of the page`];
    if (!files.every((file) => existsSync(join(root, file)))) {
      return [`${path} imports ${target}, which is not there`];
    }
    const isStranger = path.startsWith('web/curves/') && target.startsWith('web/exposures/');
    if (pageLayer(target) >= pageLayer(path) && !isStranger) return [];
    return [`${path} imports ${target}: not down the folders of the page`];
  });
}

t.test('modules of the page import each other, down its folders, and what is served', async (t) => {
  const page = readPage();
  t.ok(page.length > 50, 'the page was walked');
  t.same(page.flatMap(pageFaults), []);
  const faulty: [string, string, RegExp][] = [
    ['web/a.js', "import { b } from '../schemas/b.ts';", /not served/],
    ['web/a.js', "import { b } from 'uplot';", /not served/],
    ['web/a.js', "import { b } from '../curves/dose.js';", /outside of the page/],
    ['web/a.js', "import { b } from './none.js';", /not there/],
    ['web/a.js', "await import('./modules/curves/none.js');", /not there/],
    ['web/theme.js', "import { c } from './chart/chart.js';", /not down/],
    ['web/curves/a.js', "import { b } from '../exposures/zoom.js';", /not down/],
    ['web/chart/a.js', "import { b } from '../splits/ask-split.js';", /not down/],
  ];
  for (const [path, code, expected] of faulty) {
    t.match(pageFaults({ path, code }).join('; '), expected, `${path}: ${code}`);
  }
});

t.test('the walk finds each kind of fault', async (t) => {
  const faulty: [string, string, RegExp][] = [
    ['store/a.ts', "import { b } from '../exposure/b.ts';", /up from store to exposure/],
    ['text/a.ts', "import type { B } from '../store/b.ts';", /up from text to store/],
    ['store/a.ts', "const b = await import('../cli/b.ts');", /up from store to cli/],
    ['native/a.ts', "import { IndexError } from '../errors.ts';", /up from native to errors/],
    ['errors.ts', "import { b } from './schemas/b.ts';", /up from errors to schemas/],
    ['input/bytes/a.ts', "import { b } from '../../query-server/b.ts';", /up from input/],
    ['query-server/a.ts', "import { b } from '../indexer/b.ts';", /nothing beneath/],
    ['query-server/a.ts', "import type { B } from '../store/b.ts';", /nothing beneath/],
    ['router/a.ts', "import { b } from '../exposure/b.ts';", /nothing beneath/],
    ['query-server/a.ts', "import { b } from '../router/b.ts';", /up from query-server/],
    ['query-server/a.ts', "import { b } from '../library/builds/b.ts';", /builds nothing/],
    ['query-server/a.ts', "import { b } from '../library/build-index.ts';", /builds nothing/],
    ['query-server/a.ts', "import { b } from '../library/ingest.ts';", /builds nothing/],
    ['query-server/a.ts', "import type { B } from '../library/ingest/b.ts';", /builds nothing/],
    ['query-server/a.ts', "import { b } from '../ingest/b.ts';", /nothing beneath/],
    ['cli/a.ts', "const b = await import('../splits/b.ts');", /nothing beneath/],
    ['cli/a.ts', "import type { B } from '../exposure/b.ts';", /nothing beneath/],
    ['cli/a.ts', "import { b } from '../query-server/app.ts';", /nothing beneath/],
    ['cli/a.ts', "import { snapshotOf } from '../library/b.ts';", /library\/ alone/],
    ['library/a.ts', "import { b } from '../query-server/b.ts';", /up from library/],
    ['library/a.ts', "export { b } from '../splits/b.ts';\nexport const c = 1;", /gives on/],
    [
      'library/a.ts',
      "export type {\n  B,\n} from '../splits/b.ts';\nexport const c = 1;",
      /gives on/,
    ],
    ['indexer/a.ts', "import { b } from '../exposure/b.ts';", /knows nothing of exposure/],
    ['indexer/a.ts', "new Worker(new URL('../cli/b.ts', import.meta.url));", /up from indexer/],
    ['store/a.ts', "import { t } from '../test/b.ts';", /in no layer/],
    ['engine/a.ts', '', /belongs to no layer/],
    ['store/utils/a.ts', '', /says nothing/],
    ['store/helpers.ts', '', /says nothing/],
    ['store/index.ts', '', /is a barrel/],
    ['store/all.ts', "export * from './bwt.ts';", /is a barrel/],
    ['store/all.ts', "// All.\nexport {\n  Bwt,\n  noRows,\n} from './bwt.ts';\n", /is a barrel/],
  ];
  for (const [path, code, expected] of faulty) {
    t.match(faultsOf({ path, code }).join('; '), expected, `${path}: ${code}`);
  }
  const sound: [string, string][] = [
    ['cli/a.ts', "import { b } from '../library/b.ts';\nimport { serve } from '../firstseen.ts';"],
    ['cli/a.ts', "import { serve } from '../query-server/serve.ts';"],
    [
      'query-server/a.ts',
      "import { b } from '../library/b.ts';\nimport type { C } from '../schemas/c.ts';",
    ],
    [
      'router/a.ts',
      "import { b } from '../query-server/b.ts';\nimport { c } from '../shards/c.ts';",
    ],
    ['cli/a.ts', "import { route } from '../router/route.ts';"],
    ['library/a.ts', "import { b } from '../splits/b.ts';"],
    ['store/a.ts', "import { loadKernel } from '../native/kernel.ts';"],
    ['store/a.ts', "// import { b } from '../cli/b.ts';\nimport { c } from './c.ts';\nc();"],
    ['scripts/a.ts', "import { b } from '../cli/b.ts';\nb();"],
  ];
  for (const [path, code] of sound) t.same(faultsOf({ path, code }), [], `${path}: ${code}`);
});
