// `node scripts/hostile-clients.ts [SECONDS]`: a small server under clients that mean harm, for 20 s.
//
// 60 clients ask for contexts of records of 8 MB, 128 sockets send half a body, others send splits
// of unpleasant shapes, an archive of a hundred splits, large batches, searches of all records, long
// texts to trace, and ask for records and words, all at once. Prints one JSON object on stdout, and on
// stderr a table of the bounds: the server is alive, its memory beyond mapped pages, /health, the
// deadline, the time to stop under all of this. Exits with 1 where a bound is not kept. `loop` says how
// long the server's thread was at work without a look at its events; the clients take a core of the
// machine themselves. Traffic goes to 127.0.0.1 only.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Agent } from 'undici';
import { formatTable, judge } from './hostile/bounds.ts';
import {
  type Attack,
  askArchives,
  askBatches,
  askContexts,
  askSplits,
  sendHalf,
} from './hostile/clients.ts';
import type { LoopReport } from './hostile/loop-probe.ts';
import { makeIndex } from './hostile/make-index.ts';
import {
  askOverlaps,
  askRecords,
  askSearches,
  askTraces,
  askWords,
} from './hostile/search-clients.ts';
import type { Health } from './hostile/watch-health.ts';

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
const probe = new URL('hostile/loop-probe.ts', import.meta.url).href;
const deadlineSeconds = 10;
const maxSeconds = 600;

/** Kilobytes of memory that the process has to itself; undefined where there is no /proc. */
function ownMemory(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1]);
  } catch {
    return undefined;
  }
}

function startServer(directory: string): ChildProcess {
  const serve = ['serve', directory, '--port', '0', '--deadline', String(deadlineSeconds)];
  const server = spawn(process.execPath, ['--import', probe, main, ...serve], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  server.stderr?.resume();
  return server;
}

async function readAddress(server: ChildProcess): Promise<string> {
  let heard = '';
  for await (const chunk of server.stdout ?? []) {
    heard += String(chunk);
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(heard);
    if (found !== null) return found[0];
  }
  throw new Error('the server did not start');
}

/** The largest memory until the signal, in kilobytes. */
async function watchMemory(pid: number, signal: AbortSignal): Promise<number | undefined> {
  let peak = ownMemory(pid);
  while (!signal.aborted) {
    await delay(50);
    const now = ownMemory(pid);
    if (peak !== undefined && now !== undefined) peak = Math.max(peak, now);
  }
  return peak;
}

/** Asks /health in a thread of its own; what is returned ends that and gives what it saw. */
function watchHealth(address: string): () => Promise<Health> {
  const worker = new Worker(new URL('hostile/watch-health.ts', import.meta.url), {
    workerData: address,
  });
  return async () => {
    worker.postMessage('end');
    const [health] = await once(worker, 'message');
    return health;
  };
}

async function loopOf(server: ChildProcess): Promise<LoopReport | undefined> {
  if (!server.connected) return undefined;
  const answer = once(server, 'message');
  server.send('report');
  const [report] = await answer;
  return report;
}

function start(attack: Attack): Promise<void>[] {
  const several = (count: number, client: (attack: Attack, i: number) => Promise<void>) =>
    Array.from({ length: count }, (_, i) => client(attack, i));
  return [
    ...several(60, askContexts),
    ...several(128, sendHalf),
    ...several(4, askSplits),
    ...several(1, askArchives),
    ...several(2, askBatches),
    ...several(4, askSearches),
    ...several(3, askRecords),
    ...several(2, askTraces),
    ...several(2, askOverlaps),
    ...several(1, askWords),
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
    server = startServer(await makeIndex(main, folder));
    const address = await readAddress(server);
    // Without the time that it took to start.
    await loopOf(server);
    const startKb = ownMemory(server.pid ?? 0);
    const dispatcher = new Agent({ connections: 100, headersTimeout: 0, bodyTimeout: 0 });
    const attack: Attack = { address, signal: ending.signal, dispatcher, seen: new Map() };
    const attacking = start(attack);
    const memory = watchMemory(server.pid ?? 0, watching.signal);
    const endHealth = watchHealth(address);
    await delay(seconds * 1000);
    watching.abort();
    const alive = server.exitCode === null && server.signalCode === null;
    const [peakKb, health, loop] = await Promise.all([memory, endHealth(), loopOf(server)]);
    const stopMs = Math.round(await stop(server));
    ending.abort();
    await Promise.all(attacking);
    await dispatcher.destroy();
    return {
      seconds,
      alive,
      memoryMb: { start: toMb(startKb), peak: toMb(peakKb) },
      health,
      loop,
      stopMs,
      attack,
    };
  } finally {
    ending.abort();
    watching.abort();
    if (server !== undefined) await stop(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The value that a part of the sorted numbers stays below. */
function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length * part)] ?? Number.NaN);
}

function toMb(kb: number | undefined): number | null {
  return kb === undefined ? null : Math.round(kb / 1024);
}

const seconds = Number(process.argv[2] ?? 20);
if (!(seconds > 0 && seconds <= maxSeconds)) {
  process.stderr.write(`expected seconds from 1 to ${maxSeconds}, found ${process.argv[2]}\n`);
  process.exit(2);
}
const { health, loop, attack, ...found } = await run(seconds);
const slowestMs = Math.round(Math.max(...[...attack.seen.values()].map((kind) => kind.slowestMs)));
const healthMs = {
  p50: share(health.ms, 0.5),
  p99: share(health.ms, 0.99),
  worst: share(health.ms, 1 - Number.EPSILON),
};
const report = {
  ...found,
  health: { asked: health.ms.length, failures: health.failures, ...healthMs },
  ...(loop && {
    loop: {
      p99Ms: share(loop.busyMs, 0.99),
      longestMs: loop.busyMs.slice(-12).map(Math.round),
      gapMs: Math.round(loop.longestMs),
    },
  }),
  slowestMs,
  seen: Object.fromEntries(attack.seen),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
const rows = judge(
  {
    ...found,
    ...{ peakMb: found.memoryMb.peak, slowestMs },
    ...{ healthFailures: health.failures, healthP99Ms: healthMs.p99 },
    loopP99Ms: loop === undefined ? null : share(loop.busyMs, 0.99),
    loopLongestMs: Math.round(loop?.busyMs.at(-1) ?? 0),
  },
  deadlineSeconds,
);
process.stderr.write(formatTable(rows));
process.exitCode = rows.every(({ isKept }) => isKept) ? 0 : 1;
