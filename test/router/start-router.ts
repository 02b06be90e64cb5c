// `firstseen route` as a process of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Test } from 'tap';
import { main } from '../cli/run-cli.ts';
import { collectOutput } from '../collect-output.ts';
import { until } from '../query-server/small-server.ts';

/** The process, which ends with the test, what it prints, and its address once it answers. */
export function spawnRouter(t: Test, args: readonly string[]) {
  const child = spawn(process.execPath, [main, 'route', '--port', '0', ...args], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const output = collectOutput(child);
  const answers = async () => {
    await until(() => output.stdout.includes('\n') || child.exitCode !== null);
    const address = /^firstseen answers at (http:\S+)\n$/.exec(output.stdout)?.[1];
    if (address !== undefined) return address;
    throw new Error(`it did not start: ${output.stdout}${output.stderr}`);
  };
  return { child, output, answers };
}

export async function startRouter(
  t: Test,
  args: readonly string[],
): Promise<[ChildProcess, string]> {
  const { child, answers } = spawnRouter(t, args);
  return [child, await answers()];
}
