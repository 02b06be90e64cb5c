// `node scripts/hostile-clients.ts [SECONDS]`: a small server under clients that mean harm, for 20 s.
//
// 60 clients ask for contexts of records of 8 MB, 128 sockets send half a body, others send splits
// of unpleasant shapes and large batches, all at once. Prints one JSON object: is the server alive,
// its memory beyond mapped pages, how long /health takes, whether long requests end by their
// deadline, and how long it takes to stop under all of this. Exits with 1 where it died, missed a
// deadline or was slow to stop. Traffic goes to 127.0.0.1 only.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { type Attack, askBatches, askContexts, askSplits, sendHalf } from './hostile/clients.ts';
import { makeIndex } from './hostile/make-index.ts';

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const deadlineSeconds = 10;
/** Beyond the deadline: a piece of work that is at its end, and this process's own load. */
const slackMs = 3000;
const mostStopMs = 10_000;
const mostSeconds = 600;

/** Kilobytes of memory that the process has to itself; undefined where there is no /proc. */
function ownMemory(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1]);
  } catch {
    return undefined;
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  let heard = '';
  server.stderr?.resume();
  for await (const chunk of server.stdout ?? []) {
    heard += String(chunk);
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(heard);
    if (found !== null) return found[0];
  }
  throw new Error('the server did not start');
}

interface Watched {
  readonly healthMs: number[];
  failures: number;
  peakKb: number;
}

/** Asks /health every 50 ms and looks at the memory, until the signal. */
async function watch(address: string, pid: number, signal: AbortSignal): Promise<Watched> {
  const watched: Watched = { healthMs: [], failures: 0, peakKb: 0 };
  const dispatcher = new Agent({ connections: 1 });
  while (!signal.aborted) {
    const start = performance.now();
    try {
      const answer = await request(`${address}/health`, { dispatcher });
      await answer.body.dump();
      if (answer.statusCode !== 200) watched.failures++;
      watched.healthMs.push(performance.now() - start);
    } catch {
      watched.failures++;
    }
    watched.peakKb = Math.max(watched.peakKb, ownMemory(pid) ?? 0);
    await delay(50);
  }
  await dispatcher.destroy();
  return watched;
}

function start(attack: Attack): Promise<void>[] {
  const several = (count: number, client: (attack: Attack, i: number) => Promise<void>) =>
    Array.from({ length: count }, (_, i) => client(attack, i));
  return [
    ...several(60, askContexts),
    ...several(128, sendHalf),
    ...several(4, askSplits),
    ...several(2, askBatches),
  ];
}

/** Milliseconds until the server has ended; the attack goes on meanwhile. */
async function stop(server: ChildProcess): Promise<number> {
  if (server.exitCode !== null || server.signalCode !== null) return 0;
  const began = performance.now();
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const killing = setTimeout(() => server.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(killing);
  return performance.now() - began;
}

async function run(seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-hostile-'));
  const ending = new AbortController();
  const watching = new AbortController();
  let server: ChildProcess | undefined;
  try {
    const directory = await makeIndex(main, folder);
    const args = ['serve', directory, '--port', '0', '--deadline', String(deadlineSeconds)];
    server = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const address = await addressOf(server);
    const startKb = ownMemory(server.pid ?? 0);
    const dispatcher = new Agent({ connections: 100, headersTimeout: 0, bodyTimeout: 0 });
    const attack: Attack = { address, signal: ending.signal, dispatcher, seen: new Map() };
    const attacking = start(attack);
    const watched = watch(address, server.pid ?? 0, watching.signal);
    await delay(seconds * 1000);
    watching.abort();
    const alive = server.exitCode === null && server.signalCode === null;
    const found = await watched;
    const stopMs = Math.round(await stop(server));
    ending.abort();
    await Promise.all(attacking);
    await dispatcher.destroy();
    return { seconds, alive, ...describe({ startKb, stopMs, ...found }, attack) };
  } finally {
    ending.abort();
    watching.abort();
    if (server !== undefined) await stop(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Found extends Watched {
  readonly startKb: number | undefined;
  readonly stopMs: number;
}

function describe({ healthMs, failures, peakKb, startKb, stopMs }: Found, { seen }: Attack) {
  const all = [...seen.values()];
  const slowest = Math.round(Math.max(...all.map(({ slowestMs }) => slowestMs)));
  const sorted = healthMs.toSorted((a, b) => a - b);
  const share = (part: number) =>
    Math.round(sorted[Math.floor(sorted.length * part)] ?? Number.NaN);
  return {
    memoryMb: { start: toMb(startKb), peak: toMb(peakKb) },
    health: { asked: sorted.length, failures, medianMs: share(0.5), p99Ms: share(0.99) },
    deadline: { seconds: deadlineSeconds, slowestMs: slowest },
    deadlineKept: slowest <= deadlineSeconds * 1000 + slackMs,
    stopMs,
    /** By kind and status. */
    seen: Object.fromEntries(seen),
  };
}

function toMb(kb: number | undefined): number | null {
  return kb === undefined ? null : Math.round(kb / 1024);
}

const seconds = Number(process.argv[2] ?? 20);
if (!(seconds > 0 && seconds <= mostSeconds)) {
  process.stderr.write(`expected seconds from 1 to ${mostSeconds}, found ${process.argv[2]}\n`);
  process.exit(2);
}
const report = await run(seconds);
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
const isGood = report.alive && report.deadlineKept && report.stopMs <= mostStopMs;
process.exitCode = isGood ? 0 : 1;
