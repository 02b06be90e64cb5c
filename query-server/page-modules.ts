// Modules of the project that the page runs too: the same code draws on the page and in files.
//
// They are pure and import nothing but each other. In a checkout they are TypeScript, whose types are
// taken away once, at the start; in the package they are JavaScript as it stands.

import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path/posix';

interface PageModule {
  /** On the server, such as `/modules/splits/output/svg-text.js`. */
  readonly path: string;
  readonly text: string;
}

/** Those that web/ imports; web/modules/ has a declaration of each. */
const entries = [
  'curves/figures/contact-sheet',
  'curves/figures/curve-panel',
  'curves/figures/set-figure',
  'curves/output/curve-line',
  'curves/output/curve-tables',
  'curves/sets/over-sets',
  'splits/output/csv-table',
];

const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const relativeImport = /(\bfrom\s*['"])(\.{1,2}\/[^'"]*)\.(?:ts|js)(['"])/g;

/** The entries and whatever they import. Throws where one imports something else: a bug. */
export function readPageModules(): PageModule[] {
  const modules = new Map<string, PageModule>();
  const waiting = [...entries];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (modules.has(name)) continue;
    const text = readCode(name);
    const own = dirname(name);
    for (const [, , target = ''] of text.matchAll(relativeImport)) waiting.push(join(own, target));
    modules.set(name, { path: `/modules/${name}.js`, text });
  }
  return [...modules.values()];
}

function readCode(name: string): string {
  const source = readFileSync(new URL(`../${name}${ending}`, import.meta.url), 'utf8');
  const code = ending === '.ts' ? withoutTypes(source) : source;
  const text = code.replace(relativeImport, '$1$2.js$3');
  const foreign = /^\s*import\b[^;'"]*['"](?!\.{1,2}\/)([^'"]+)/m.exec(text);
  if (foreign !== null)
    throw new Error(`${name} imports ${foreign[1]}, which a browser does not have`);
  return text;
}

/**
 * Node remarks once, on stderr, that the function may change in another version. The version is
 * pinned, and the lines there are a log in JSON.
 */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
