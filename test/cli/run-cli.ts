// Runs the command line: in a process that runs all commands of a test file, or as a process of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectOutput } from '../collect-output.ts';
import type { HostedCommand } from './cli-host.ts';

export const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environment = () => JSON.stringify(process.env);
const atStart = environment();

interface CliOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command in a process that runs others too, but where it reads its input or an environment. */
export async function runCli(
  cwd: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<Ended> {
  const asksForInput = options.input !== undefined || args.includes('-');
  const isPlain = !asksForInput && options.env === undefined && environment() === atStart;
  return isPlain ? await runHosted(cwd, args) : await startCli(cwd, args, options);
}

/** Runs a command as a process of its own. */
async function startCli(
  cwd: string,
  args: readonly string[],
  options: CliOptions = {},
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

const hostFile = fileURLToPath(new URL('cli-host.ts', import.meta.url));
let host: ChildProcess | undefined;
/** Ends with the command before. */
let last: Promise<unknown> = Promise.resolve();

function runHosted(cwd: string, args: readonly string[]): Promise<Ended> {
  // Names without a root are relative to the folder of the test.
  const command: HostedCommand = { cwd: resolve(cwd), argv: [process.execPath, main, ...args] };
  const running = last.then(() => askHost(command));
  last = running.catch(() => {});
  return running;
}

/** The host keeps the test alive only while it runs a command. */
async function askHost(command: HostedCommand): Promise<Ended> {
  if (host === undefined) {
    host = spawn(process.execPath, [hostFile], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    host.once('exit', () => {
      host = undefined;
    });
    await nextMessage(host);
  }
  const child = host;
  child.ref();
  child.channel?.ref();
  try {
    child.send(command);
    const found = (await nextMessage(child)) as Ended & { readonly failed?: string };
    if (found.failed !== undefined) throw new Error(found.failed);
    return found;
  } finally {
    child.unref();
    child.channel?.unref();
  }
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const { signal } = ended;
  const dead = once(child, 'exit', { signal }).then(([code, signal]) => {
    throw new Error(`the process of the command ended with ${signal ?? code}`);
  });
  dead.catch(() => {});
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), dead]);
    return message;
  } finally {
    ended.abort();
  }
}

export function jsonLines(text: string): unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
