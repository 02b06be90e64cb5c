// A server with a watch list that is killed at random moments, while an index grows and consumers read.
//
//   node scripts/soak-watches.ts [seconds]
//
// Each consumer goes on behind its last event, and must get each event once and in order, as a model by brute
// force has them. Prints how long events took from the commit to the consumer, while a server was there.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import {
  GrowingIndex,
  modelEvents,
  type Random,
  randomOf,
  randomText,
} from '../test/library/watches/watch-scene.ts';
import { EventClient } from '../test/query-server/event-client.ts';

interface SoakOptions {
  readonly seconds: number;
  readonly consumers: number;
  readonly seed?: number;
}

interface SoakResult {
  readonly faults: readonly string[];
  readonly kills: number;
  readonly commits: number;
  readonly events: number;
  /** Milliseconds from a commit to its events, in rising order; of commits that met a running server. */
  readonly delaysMs: readonly number[];
}

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));

/** A process that serves, and its address. */
async function startServer(directory: string): Promise<{ child: ChildProcess; address: string }> {
  const args = [main, 'serve', directory, '--watches', '--port', '0', '--log-level', 'error'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of child.stdout ?? []) {
    const address = /answers at (\S+)/.exec(String(text))?.[1];
    if (address !== undefined) return { child, address };
  }
  throw new Error('the server did not start');
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** A list of which most items are seen sooner or later, and some never. */
function makeList(random: Random) {
  const phrases = Array.from({ length: 400 }, () => randomText(random, 1 + random(3)));
  return { phrases: [...new Set(phrases)], queries: [], shares: [0.1, 0.25, 0.5, 0.9] };
}

class Soak {
  readonly index: GrowingIndex;
  readonly random: Random;
  readonly list: ReturnType<typeof makeList>;
  readonly clients: EventClient[];
  readonly delaysMs: number[] = [];
  kills = 0;
  commits = 0;
  #server: Awaited<ReturnType<typeof startServer>> | undefined;

  constructor(folder: string, { consumers, seed = 1 }: SoakOptions) {
    this.index = new GrowingIndex(folder);
    this.random = randomOf(seed);
    this.list = makeList(this.random);
    this.clients = Array.from({ length: consumers }, () => new EventClient(''));
  }

  async start(): Promise<void> {
    this.#server = await startServer(this.index.directory);
    const { address } = this.#server;
    const response = await fetch(`${address}/v1/watches/w`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(this.list),
    });
    if (response.status !== (this.kills === 0 ? 201 : 200)) {
      throw new Error(`the list was answered with ${response.status}`);
    }
    for (const client of this.clients) {
      client.address = `${address}/v1/watches/w/events`;
      await client.connect();
    }
  }

  async kill(): Promise<void> {
    if (this.#server !== undefined) await kill(this.#server.child);
    this.#server = undefined;
    for (const client of this.clients) await client.disconnect();
    this.kills++;
  }

  async commit(): Promise<void> {
    const lines = Array.from({ length: 1 + this.random(9) }, () => ({
      text: randomText(this.random, this.random(12)),
    }));
    await this.index.commit(lines);
    this.commits++;
  }

  get expected(): ReturnType<typeof modelEvents> {
    return modelEvents(this.index.lines, this.list);
  }

  /** Resolves when each consumer has all events, or after so many milliseconds. */
  async settle(maxMs: number): Promise<boolean> {
    const { length } = this.expected;
    for (const end = performance.now() + maxMs; performance.now() < end; await delay(5)) {
      if (this.clients.every(({ got }) => got.length >= length)) return true;
    }
    return false;
  }

  get faults(): string[] {
    const { expected } = this;
    return this.clients.flatMap(({ got }, i) => {
      const events = got.map(({ event, data }) => {
        return { event: event === 'share' ? event : 'seen', data };
      });
      if (isDeepStrictEqual(events, expected)) return [];
      const at = events.findIndex((one, n) => !isDeepStrictEqual(one, expected[n]));
      return `consumer ${i}: ${events.length} events, ${expected.length} expected; they differ at ${at}`;
    });
  }
}

/** A round: commits, of which the last is met by a kill somewhere between the commit and its events. */
async function runRound(soak: Soak): Promise<void> {
  const { random } = soak;
  for (let i = 0; i < 2; i++) {
    await soak.commit();
    const start = performance.now();
    if (await soak.settle(5000)) soak.delaysMs.push(performance.now() - start);
  }
  await soak.commit();
  await delay(random(400));
  await soak.kill();
  if (random(2) === 0) await soak.commit();
  await soak.start();
}

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-watches-'));
  const run = new Soak(folder, options);
  try {
    await run.commit();
    await run.start();
    const end = performance.now() + options.seconds * 1000;
    do await runRound(run);
    while (performance.now() < end);
    await run.settle(20_000);
    const { kills, commits, faults } = run;
    const delaysMs = run.delaysMs.sort((one, other) => one - other);
    return { faults, kills, commits, events: run.expected.length, delaysMs };
  } finally {
    await run.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await soak({ seconds: Number(process.argv[2] ?? 60), consumers: 8 });
  const { delaysMs, ...rest } = result;
  const at = (share: number) =>
    Math.round(delaysMs[Math.floor(share * (delaysMs.length - 1))] ?? 0);
  console.log(JSON.stringify({ ...rest, delayMs: { p50: at(0.5), p99: at(0.99), max: at(1) } }));
  process.exitCode = result.faults.length > 0 ? 1 : 0;
}
