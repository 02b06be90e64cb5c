// Every code block of README.md and docs/ runs, in the order of its page, or says why it does not.
//
// read-snippets.ts has the marks of blocks, make-scene.ts the files that they use. A page has a folder
// of its own. Blocks of docs/library.md run in test/library/docs.test.ts, and run descriptions of
// docs/formats/ are read in test/docs-formats.test.ts.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { serve } from '../../query-server/serve.ts';
import { needs } from '../needs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { makeScene } from './make-scene.ts';
import { readSnippets, type Snippet } from './read-snippets.ts';
import { hasForm, PageRun, runSnippet } from './run-snippet.ts';

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
  ts: 'test/library/docs.test.ts runs it',
};
/** What the text of a page says that its Python has. */
const givenPython: Readonly<Record<string, string>> = {
  'docs/concepts.md': `
import torch
name, step, good, bad = 'determiner_noun_agreement_1', 0, torch.zeros(50, 4), torch.ones(50, 4)
`,
};
const python = process.env['FIRSTSEEN_PYTHON'] ?? 'python3';

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** Why a block does not run here, with all of its page's Python so far; undefined if it does. */
function whyNot({ language, mark }: Snippet, code: string): string | undefined {
  if (mark.kind === 'not run') return mark.reason;
  if (elsewhere[language] !== undefined) return elsewhere[language];
  if (language === 'sh') {
    const missing = ['bash', 'python3', 'curl', 'npm'].find(
      (tool) => (tool === 'bash' || code.includes(`${tool} `)) && !isThere(tool),
    );
    return missing === undefined ? undefined : `there is no ${missing}`;
  }
  if (language !== 'python') return undefined;
  if (/^from firstseen import/m.test(code)) return needs.pythonPackage.skip() || undefined;
  const missing = importsOf(code).filter((line) => missingImports.has(line));
  return missing.length === 0 ? undefined : `${python} does not have: ${missing.join('; ')}`;
}

function importsOf(code: string): string[] {
  return code.match(/^(?:import|from) .*$/gm) ?? [];
}

/** Those that fail; all where there is no Python. */
function findMissing(imports: readonly string[]): ReadonlySet<string> {
  const tries = `
import json
def fails(line):
    try:
        exec(line)
    except ImportError:
        return True
print(json.dumps([line for line in ${JSON.stringify(imports)} if fails(line)]))
`;
  const { status, stdout } = spawnSync(python, ['-c', tries], { encoding: 'utf8' });
  return new Set(status === 0 ? (JSON.parse(stdout) as string[]) : imports);
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
const server = await serve(join(scene, 'my.idx'), {
  ...{ port: 0, watches: join(scene, 'watches') },
});
t.teardown(() => server.close());

const markdownOf = new Map(pages.map((page) => [page, readFileSync(join(root, page), 'utf8')]));
const allPython = [...markdownOf].flatMap(([page, markdown]) => [
  givenPython[page] ?? '',
  ...readSnippets(markdown)
    .filter(isPython)
    .map(({ code }) => code),
]);
const missingImports = findMissing([...new Set(allPython.flatMap(importsOf))]);

function isPython({ language, mark }: Snippet): boolean {
  return language === 'python' && mark.kind === 'none';
}

/** The blocks of a page, each with the reason why it does not run here, if there is one. */
function planPage(page: string) {
  const markdown = markdownOf.get(page) ?? '';
  let python = givenPython[page] ?? '';
  const blocks = readSnippets(markdown).map((snippet) => {
    if (isPython(snippet)) python += snippet.code;
    return {
      snippet,
      place: `${page}:${snippet.line}`,
      reason: whyNot(snippet, snippet.language === 'python' ? python : snippet.code),
    };
  });
  return { page, markdown, blocks };
}

const plans = pages.map(planPage).filter(({ blocks }) => blocks.length > 0);

for (const { page, markdown, blocks } of plans) {
  t.test(page, { buffered: true }, async (t) => {
    const folder = join(temporaryFolder(t), 'page');
    copyScene(scene, folder, markdown);
    using run = new PageRun(folder, server.address);
    const given = givenPython[page];
    if (
      given !== undefined &&
      blocks.some(({ snippet, reason }) => isPython(snippet) && reason === undefined)
    ) {
      t.equal(await run.python.run(given), undefined, 'what the page has given');
    }
    for (const { snippet, place, reason } of blocks) {
      if (reason === undefined) {
        t.equal(await runSnippet(run, snippet), undefined, `${place} ${snippet.language}`);
      } else if (snippet.mark.kind === 'not run') t.pass(`${place}: not run: ${reason}`);
      else t.pass(place, { skip: reason });
    }
  });
}

t.test('how many run, and which do not', async (t) => {
  const all = plans.flatMap(({ blocks }) => blocks);
  const left = all.filter(({ reason }) => reason !== undefined);
  t.comment(`${all.length - left.length} blocks run, ${left.length} do not:`);
  for (const { place, reason } of left) t.comment(`${place}: ${reason}`);
  // What this machine lacks does not count.
  const marked = left.filter(({ snippet }) => {
    return snippet.mark.kind === 'not run' || elsewhere[snippet.language] !== undefined;
  });
  t.ok(all.length > 3 * marked.length, 'most of them run');
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
  using run = new PageRun(folder, server.address);
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
