// Runs the command line as a real process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { collectOutput } from '../collect-output.ts';

export const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCli(
  cwd: string,
  args: readonly string[],
  options: { input?: string | Buffer; env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const env = { ...process.env, ...options.env };
  const child = spawn(process.execPath, [main, ...args], { cwd, stdio: 'pipe', env });
  const output = collectOutput(child);
  // A command that ends before it has read everything closes its standard input.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

export function jsonLines(text: string): unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
