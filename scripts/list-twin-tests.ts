// Names the test files that .ci/run runs again without the native kernel, one a line: those whose imports
// reach it, in the folders that have another twin to test.
//
// Left out are those that take more time than they tell about a twin: of a transfer, of a commit, of how far a
// source is read, and of walks over texts that are in memory. test/cli/runs.test.ts reads every format with the
// twins. The tests of readingBothWays take their twin in each run.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const folders = [
  ...['native', 'store', 'text', 'input', 'formats', 'corpus', 'exposure', 'search', 'trace'],
  ...['indexer', 'splits', 'cli/answer'],
];
const alone = ['test/cli/runs.test.ts'];
const leftOut =
  /\/(remote-.*|kill|.*crash|consumed.*|grow|commit-every|runs|shared-formats|fed-records|novels|find-hits)\.test\.ts$/;
/** A process that is started has all of the command line. */
const starter = 'bin/firstseen.cjs';

/** Every relative path in quotes: static, type and dynamic imports, the urls of threads and processes. */
function importsOf(path: string): string[] {
  if (!path.endsWith('.ts')) return [];
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/'(\.\.?\/[^'\s]+\.(?:ts|cjs))'/g)]
    .map(([, name = '']) => normalize(join(dirname(path), name)))
    .filter((name) => existsSync(join(root, name)));
}

/** Whether what a file imports, on any way, is of native/ or starts a process. */
export function reachesKernel(path: string): boolean {
  const seen = new Set([path]);
  for (const file of seen) {
    if (file.startsWith('native/') || file === starter) return true;
    for (const name of importsOf(file)) seen.add(name);
  }
  return false;
}

export function listTwinTests(): string[] {
  const found = globSync(`test/{${folders.join(',')}}/**/*.test.ts`, { cwd: root });
  return [...found.filter((path) => !leftOut.test(path) && reachesKernel(path)), ...alone].sort();
}

if (import.meta.main) process.stdout.write(`${listTwinTests().join('\n')}\n`);
