// `firstseen serve` as a process of its own, for tests.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { collectOutput } from '../collect-output.ts';
import { until } from './small-server.ts';

const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  readonly address: string;
  readonly log: () => string;
}

/** Killed with the test if it is still there. */
export async function start(t: Test, args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [main, 'serve', ...args], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const output = collectOutput(child);
  await until(() => output.stdout.includes('\n') || child.exitCode !== null);
  const address = /^firstseen answers at (http:\S+)\n$/.exec(output.stdout)?.[1];
  if (address === undefined) throw new Error(`it did not start: ${output.stdout}${output.stderr}`);
  return { child, address, log: () => output.stderr };
}

/** The processes that this one has started and that are there, by /proc of Linux. */
export function childrenOf(pid: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

/** The ports of the clients whose connections the process holds (IPv4, by /proc). */
export function clientPorts(pid: number): Set<number> {
  const held = readdirSync(`/proc/${pid}/fd`).map((fd) => readlink(`/proc/${pid}/fd/${fd}`));
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const ports = lines.flatMap((line) => {
    const [, , remote = '', , , , , , , inode] = line.trim().split(/\s+/);
    return held.includes(`socket:[${inode}]`) ? Number.parseInt(remote.slice(-4), 16) : [];
  });
  return new Set(ports);
}

function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

export function isAlive(pid: number): boolean {
  return parentOf(String(pid)) !== undefined;
}

/** Undefined: it is not there, or has ended and waits for its parent to notice. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
