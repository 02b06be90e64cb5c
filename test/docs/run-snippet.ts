// Runs one block of a page in a folder, and says what is wrong with it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { collectOutput } from '../collect-output.ts';
import { pythonCache } from '../needs.ts';
import { PythonSession } from './python-session.ts';
import type { Snippet } from './read-snippets.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Of this checkout, for the package of python/. */
const forPython = {
  FIRSTSEEN: `"${process.execPath}" "${join(root, 'bin/firstseen.cjs')}"`,
  PYTHONPATH: join(root, 'python'),
  ...pythonCache,
};

/** A page as it is being run. */
export class PageRun implements Disposable {
  readonly folder: string;
  /** Replaces http://127.0.0.1:7333 of the pages, which may be in use. */
  readonly address: string;
  /** What its last shell block printed. */
  printed = '';
  #python: PythonSession | undefined;

  constructor(folder: string, address: string) {
    this.folder = folder;
    this.address = address;
  }

  /** One for all blocks of the page: a block may use the names of those before it. */
  get python(): PythonSession {
    this.#python ??= new PythonSession(join(this.folder, 'bin/python'), {
      cwd: this.folder,
      env: environmentOf(this, forPython),
    });
    return this.#python;
  }

  [Symbol.dispose](): void {
    this.#python?.[Symbol.dispose]();
  }
}

/** Undefined if the block is right. */
export async function runSnippet(page: PageRun, snippet: Snippet): Promise<string | undefined> {
  const { language, mark, code } = snippet;
  if (language === 'sh') return await runShell(page, code);
  if (language === 'python') return await page.python.run(code);
  if (mark.kind === 'file') writeFileSync(join(page.folder, mark.name), code);
  if (mark.kind === 'output' || mark.kind === 'form') {
    if (mark.command !== undefined) {
      const problem = await runShell(page, mark.command);
      if (problem !== undefined) return problem;
    }
    return language === 'json'
      ? compareJson(mark.kind, code, page.printed)
      : compareColumns(code, page.printed);
  }
  if (language === 'json') readValues(code);
  return undefined;
}

async function runShell(page: PageRun, code: string): Promise<string | undefined> {
  const script = code.replaceAll('http://127.0.0.1:7333', page.address);
  const args = ['-euo', 'pipefail', '-c', script];
  const { problem, stdout } = await run(page, 'bash', args);
  page.printed = stdout;
  return problem;
}

async function run(page: PageRun, program: string, args: readonly string[]) {
  const child = spawn(program, args, {
    ...{ cwd: page.folder, timeout: 240_000, env: environmentOf(page) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const [code] = (await once(child, 'close')) as [number | null];
  const { stdout, stderr } = output;
  return { stdout, problem: code === 0 ? undefined : `exit code ${code}: ${stderr}` };
}

function environmentOf({ folder }: PageRun, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...more,
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
  };
}

/** One value over several lines, or one a line. */
function readValues(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }
}

/** Every value of the page is printed; the form is compared with the first value that is printed. */
function compareJson(kind: 'output' | 'form', code: string, printed: string): string | undefined {
  const values = readValues(printed);
  for (const [i, expected] of readValues(code).entries()) {
    const found = values[kind === 'form' ? 0 : i];
    const same = kind === 'form' ? hasForm(expected, found) : isDeepStrictEqual(expected, found);
    if (!same)
      return `the page has ${JSON.stringify(expected)}, printed was ${JSON.stringify(found)}`;
  }
  return undefined;
}

/** The same keys in the same order, and types; null fits all, and so does an empty array. */
export function hasForm(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return b !== undefined;
  if (typeof a !== 'object' || typeof b !== 'object') return typeof a === typeof b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === 0 || b.length === 0 || hasForm(a[0], b[0]);
  }
  const entries = Object.entries(a);
  return (
    isDeepStrictEqual(Object.keys(a), Object.keys(b)) &&
    entries.every(([key, value]) => hasForm(value, Reflect.get(b, key)))
  );
}

/** Names of columns: the first line of each table, which has two spaces or commas between them. */
function compareColumns(code: string, printed: string): string | undefined {
  const wanted = headings(code);
  if (wanted.length === 0) return 'the page shows no table';
  const found = headings(printed);
  return isDeepStrictEqual(wanted, found)
    ? undefined
    : `the page has the columns ${JSON.stringify(wanted)}, printed were ${JSON.stringify(found)}`;
}

function headings(text: string): string[] {
  const tables = text
    .split(/\n\s*\n/)
    .filter((part) => /^(\S.* {2,}\S|\w+,\w+)/.test(part.trimStart()));
  return tables.map((part) => (part.trimStart().split('\n')[0] as string).replace(/\s+/g, ' '));
}
