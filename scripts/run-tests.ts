// `npm test`: says what will be skipped and why, then runs tap with the arguments that were given.
//
// On a terminal tap shows how far it is. Where its output goes elsewhere it is TAP, and this script
// counts the files on stderr, if that is a terminal.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Need, needs } from '../test/needs.ts';
import { missingData, type TestData } from './check-test-data.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One line for each thing that is not here; what tests need is always named in the reason. */
export function describeSkips(
  asked: readonly Need[],
  data: readonly Pick<TestData, 'path' | 'tests'>[],
): string {
  const missing = asked.flatMap(({ tests, skip }) => {
    const reason = skip();
    return reason === false ? [] : [`  ${tests}\n    ${reason}`];
  });
  const files = data.map(
    ({ path, tests }) => `  ${tests.join(', ')}\n    there is no ../shared/data/${path}`,
  );
  const lines = [...missing, ...files];
  if (lines.length === 0) return 'Nothing that the tests need is missing.\n';
  const more = data.length === 0 ? '' : '`npm run test:data` says where the data comes from.\n';
  return `These tests will be skipped, because something is missing that they need:\n${lines.join('\n')}\n${more}`;
}

/** A file that has ended, of tap's output; undefined: the line says something else. */
export function readEnded(line: string): { file: string; passed: boolean } | undefined {
  const [, not, file] = /^(not )?ok \d+ - (\S+\.test\.ts)\b/.exec(line) ?? [];
  return file === undefined ? undefined : { file, passed: not === undefined };
}

/** Passes the output on, and counts the files. */
async function followFiles(output: Readable, total: number | undefined): Promise<void> {
  let ended = 0;
  let failed = 0;
  let rest = '';
  for await (const chunk of output.setEncoding('utf8')) {
    process.stdout.write(chunk);
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const file = readEnded(line);
      if (file === undefined) continue;
      ended++;
      if (!file.passed) failed++;
      const of = total === undefined ? '' : ` of ${total}`;
      process.stderr.write(`\r\x1b[K${ended}${of} files, ${failed} failed: ${file.file}`);
    }
  }
  process.stderr.write('\n');
}

/**
 * Files at once, as an option of tap; one that is given behind it counts. tap leaves a core free, so on
 * two cores its files run one by one. Ours wait for processes half of the time.
 */
export function testJobs(cores: number): readonly string[] {
  return cores <= 4 ? [`--jobs=${Math.max(2, cores)}`] : [];
}

async function runTests(args: readonly string[]): Promise<number> {
  const isAll = args.every((arg) => arg.startsWith('-'));
  const counts = !process.stdout.isTTY && process.stderr.isTTY;
  const total = isAll ? globSync('test/**/*.test.ts', { cwd: root }).length : undefined;
  if (isAll) {
    const data = missingData(join(root, '../shared/data'));
    process.stderr.write(`${describeSkips(Object.values(needs), data)}\n`);
    process.stderr.write(
      `${total} test files. One alone: npx tap run test/text/analyzer.test.ts\n`,
    );
  }
  const tap = fileURLToPath(import.meta.resolve('tap/package.json')).replace(
    'package.json',
    'dist/esm/run.mjs',
  );
  const child = spawn(
    process.execPath,
    [tap, 'run', ...testJobs(availableParallelism()), ...args],
    {
      cwd: root,
      stdio: ['inherit', counts ? 'pipe' : 'inherit', 'inherit'],
    },
  );
  // Ctrl-C reaches tap too, which ends its tests; this process then has its exit code.
  process.on('SIGINT', () => {}).on('SIGTERM', () => child.kill('SIGTERM'));
  const followed = child.stdout === null ? undefined : followFiles(child.stdout, total);
  const [code] = await once(child, 'close');
  await followed;
  return typeof code === 'number' ? code : 1;
}

if (import.meta.main) process.exitCode = await runTests(process.argv.slice(2));
