// Every code block of README.md and docs/ runs, in the order of its page, or says why it does not.
//
// read-snippets.ts has the marks of blocks, make-scene.ts the files that they use. A page has a folder
// of its own. Blocks of docs/library.md run in test/library/docs.test.ts, and run descriptions of
// docs/formats/ are read in test/docs-formats.test.ts.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { serve } from '../../query-server/serve.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { makeScene } from './make-scene.ts';
import { readSnippets, type Snippet } from './read-snippets.ts';
import { hasForm, type PageRun, runSnippet } from './run-snippet.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md') && path !== 'docs/library.md')
    .sort(),
];
/** Blocks of other languages, and the test that runs them. */
const elsewhere: Readonly<Record<string, string>> = {
  nginx: 'test/query-server/behind-nginx.test.ts runs nginx with it',
};
/** What the text of a page says that its Python has. */
const givenPython: Readonly<Record<string, string>> = {
  'docs/concepts.md': `
import torch
name, step, good, bad = 'determiner_noun_agreement_1', 0, torch.zeros(50, 4), torch.ones(50, 4)
`,
};
const python = process.env['FIRSTSEEN_PYTHON'] ?? 'python3';

/** Why a block does not run here; undefined if it does. */
function whyNot({ language, mark, code }: Snippet, given: string): string | undefined {
  if (mark.kind === 'not run') return mark.reason;
  if (elsewhere[language] !== undefined) return elsewhere[language];
  if (language !== 'python') return undefined;
  const imports = `${given}${code}`.match(/^(?:import|from) .*$/gm) ?? [];
  const { status } = spawnSync(python, ['-c', imports.join('\n')]);
  return status === 0 ? undefined : `${python} does not have: ${imports.join('; ')}`;
}

/** The files of the scene that a page names, but for those that its own commands make. */
function copyScene(scene: string, folder: string, markdown: string): void {
  mkdirSync(folder);
  const made = Array.from(
    markdown.matchAll(/(?:firstseen index|--out) ([\w.-]+)/g),
    ([, name]) => name,
  );
  const always = ['bin', 'package.json', 'node_modules', 'examples'];
  for (const name of readdirSync(scene)) {
    const isNamed = markdown.includes(name.replace(/^part-\d+/, 'part-*'));
    if (!always.includes(name) && (!isNamed || made.includes(name))) continue;
    cpSync(join(scene, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
  }
}

t.jobs = 2;
const scene = join(temporaryFolder(t), 'scene');
mkdirSync(scene);
await makeScene(scene);
const server = await serve(join(scene, 'my.idx'), { port: 0 });
t.teardown(() => server.close());
let ran = 0;
const left: string[] = [];

for (const page of pages) {
  const markdown = readFileSync(join(root, page), 'utf8');
  const snippets = readSnippets(markdown);
  if (snippets.length > 0) {
    t.test(page, { buffered: true }, (t) => runPage(t, page, { markdown, snippets }));
  }
}

async function runPage(
  t: Test,
  page: string,
  { markdown, snippets }: { markdown: string; snippets: readonly Snippet[] },
): Promise<void> {
  const folder = join(temporaryFolder(t), 'page');
  copyScene(scene, folder, markdown);
  const given = givenPython[page] ?? '';
  const run: PageRun = { folder, address: server.address, python: given, printed: '' };
  for (const snippet of snippets) {
    const place = `${page}:${snippet.line}`;
    const reason = whyNot(snippet, run.python);
    if (reason === undefined) {
      ran++;
      t.equal(await runSnippet(run, snippet), undefined, `${place} ${snippet.language}`);
    } else {
      left.push(`${place}: ${reason}`);
      if (snippet.mark.kind === 'not run') t.pass(`${place}: not run: ${reason}`);
      else t.pass(place, { skip: reason });
    }
  }
}

t.test('how many ran, and which did not', async (t) => {
  t.comment(`${ran} blocks ran, ${left.length} did not:`);
  for (const line of left) t.comment(line);
  t.ok(ran > 2 * left.length);
});

t.test('marks are read, and unknown ones are errors', async (t) => {
  const block = (info: string) => `# A\n\n\`\`\`${info}\nx\n\`\`\`\n`;
  const markOf = (info: string) => readSnippets(block(info))[0]?.mark;
  t.same(markOf('sh'), { kind: 'none' });
  t.same(markOf('sh not run: a GPU'), { kind: 'not run', reason: 'a GPU' });
  t.same(markOf('json form: cat a'), { kind: 'form', command: 'cat a' });
  t.same(markOf('json output'), { kind: 'output', command: undefined });
  t.equal(readSnippets(block('json'))[0]?.line, 3);
  for (const wrong of ['sh not run', 'sh slow', 'json not run: x', 'text', '', 'rust']) {
    t.throws(() => readSnippets(block(wrong)), /line 3: /, wrong);
  }
});

t.test('a wrong block is found', async (t) => {
  const folder = join(temporaryFolder(t), 'page');
  copyScene(scene, folder, 'demo-index steps.txt');
  const run: PageRun = { folder, address: server.address, python: '', printed: '' };
  const ask = 'firstseen query demo-index/index "the lake" --json';
  const problem = async (info: string, code: string) =>
    await runSnippet(run, readSnippets(`\`\`\`${info}\n${code}\n\`\`\``)[0] as Snippet);
  t.match(await problem('sh', 'firstseen query demo-index/index --nothing'), /exit code 2/);
  t.match(await problem('sh', 'cat no-such-file | sort'), /No such file/);
  t.equal(
    await problem(`json form: ${ask}`, '{"phrase":1}'),
    await problem('json form', '{"phrase":1}'),
  );
  t.match(await problem('json output', '{"phrase":"the lake"}'), /the page has/);
  t.match(await problem('text form: cat steps.txt', 'a  b\n1  2'), /columns/);
  await t.rejects(problem('json', '{...}'));
  t.ok(hasForm({ a: [{ b: 1 }], c: null }, { a: [{ b: 2 }], c: 'x' }));
  t.notOk(hasForm({ a: 1, b: 2 }, { a: 1 }));
  t.notOk(hasForm({ a: 1 }, { a: '1' }));
  t.notOk(hasForm({ a: [{ b: 1 }] }, { a: [{ c: 1 }] }));
});
