// `node scripts/soak-ingest.ts [SECONDS] [KILLS] [SEED] [PYTHON]`: a training loop posts its steps to a server,
// clients ask, and both are killed with SIGKILL at random moments.
//
// The steps are a function of the seed, so each count at each step is known. Fails where a client sees
// another count, or where the index does not end with every acknowledged step, once. With PYTHON, one that has
// torch, the loop trains a model with OrderLog and LivePoster; else it only posts. Then the index has to hold
// what the log holds, too.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openIndex } from '../library/open-index.ts';
import { verifyIndex } from '../store/verify-index.ts';
import { seededRandom } from '../test/phrases.ts';
import { countProbes, planStep, probes, runName } from './ingest/planned-steps.ts';

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
const trainer = fileURLToPath(new URL('ingest/soak-trainer.ts', import.meta.url));
const torchTrainer = fileURLToPath(new URL('ingest/soak_trainer.py', import.meta.url));
const pythonPackage = fileURLToPath(new URL('../python', import.meta.url));

interface SoakOptions {
  readonly seconds: number;
  readonly kills: number;
  readonly seed: number;
  readonly clients?: number;
  /** Of `--commit-every`. */
  readonly commitEvery?: string;
  /** An interpreter with torch, which runs the loop that trains. */
  readonly python?: string | undefined;
}

export interface SoakedIngest {
  readonly steps: number;
  /** The last step that was acknowledged. */
  readonly acknowledged: number;
  readonly serverKills: number;
  readonly trainerKills: number;
  /** Answers that were compared with the plan. */
  readonly compared: number;
  /** Milliseconds of GET /health. */
  readonly health: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly segments: number;
}

/** Counts of the probes by step, summed from step 1 on. */
class PlannedCounts {
  #seed: number;
  #sums: number[][] = [probes.map(() => 0)];

  constructor(seed: number) {
    this.#seed = seed;
  }

  upTo(step: number): number[] {
    while (this.#sums.length <= step) {
      const counts = countProbes(this.#seed, this.#sums.length);
      this.#sums.push((this.#sums.at(-1) ?? []).map((sum, i) => sum + (counts[i] ?? 0)));
    }
    return this.#sums[step] ?? [];
  }
}

class Soak {
  readonly folder = mkdtempSync(join(tmpdir(), 'firstseen-ingest-'));
  readonly directory = join(this.folder, 'live.idx');
  readonly ackFile = join(this.folder, 'acknowledged');
  readonly options: SoakOptions;
  readonly counts: PlannedCounts;
  readonly healthMs: number[] = [];
  compared = 0;
  isOver = false;
  address = '';
  #server: ChildProcess | undefined;
  #trainer: ChildProcess | undefined;

  constructor(options: SoakOptions) {
    this.options = options;
    this.counts = new PlannedCounts(options.seed);
  }

  async startServer(): Promise<void> {
    const { commitEvery = '1s' } = this.options;
    const every = ['--commit-every', commitEvery, '--log-level', 'error'];
    // The same port after a kill: a poster keeps the address that it was given.
    const port = this.address === '' ? '0' : new URL(this.address).port;
    const args = [main, 'serve', this.directory, '--ingest', '--port', port, ...every];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#server = child;
    for await (const chunk of child.stdout) {
      const address = /answers at (http:\S+)/.exec(String(chunk))?.[1];
      if (address === undefined) continue;
      this.address = address;
      writeFileSync(join(this.folder, 'address'), address);
      return;
    }
    throw new Error('the server did not start');
  }

  startTrainer(): void {
    const { python } = this.options;
    const seed = String(this.options.seed);
    const [command, args] =
      python === undefined
        ? [process.execPath, [trainer, join(this.folder, 'address'), seed, this.ackFile]]
        : [python, [torchTrainer, this.folder, seed]];
    const env = { ...process.env, PYTHONPATH: pythonPackage };
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    this.#trainer = child;
    child.on('exit', (code) => {
      // It ends by itself only where something is wrong.
      if (code !== null) this.fail(new Error(`the trainer ended with ${code}`));
    });
  }

  async kill(which: 'server' | 'trainer', signal: NodeJS.Signals = 'SIGKILL'): Promise<number> {
    const child = which === 'server' ? this.#server : this.#trainer;
    if (child === undefined) return 0;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? 0;
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = await exited;
    return code ?? 0;
  }

  fail: (error: unknown) => void = () => {};

  /** Asks how often the probes were seen by a step that is committed, until the soak is over. */
  async ask(random: () => number): Promise<void> {
    while (!this.isOver) {
      await pause(10 + random() * 30);
      const answered = await this.#askOnce(random);
      if (answered) this.compared++;
    }
  }

  async #askOnce(random: () => number): Promise<boolean> {
    const { address } = this;
    const get = async (path: string) => {
      const answer = await fetch(address + path);
      return answer.ok ? await answer.json() : undefined;
    };
    try {
      const runs = (await get('/v1/runs')) as { runs: { run: string; committed_step: number }[] };
      const last = runs?.runs.find(({ run }) => run === runName)?.committed_step ?? 0;
      if (last === 0) return false;
      // One that was committed a moment ago may not be open yet.
      const step = Math.floor(random() * Math.max(1, last - 200)) + 1;
      const which = Math.floor(random() * probes.length);
      const path = `/v1/exposures?phrase=${probes[which]}&at=${step}`;
      const answer = (await get(path)) as { at: Record<string, number> } | undefined;
      if (answer === undefined) return false;
      const expected = this.counts.upTo(step)[which];
      const found = answer.at[step];
      if (found !== expected && last > 200) {
        this.fail(new Error(`${probes[which]} by step ${step}: ${found}, not ${expected}`));
      }
      return last > 200;
    } catch (error) {
      if (!isGone(error)) this.fail(error);
      return false;
    }
  }

  async probeHealth(): Promise<void> {
    while (!this.isOver) {
      await pause(20);
      const started = performance.now();
      try {
        await (await fetch(`${this.address}/health`)).text();
        this.healthMs.push(performance.now() - started);
      } catch (error) {
        if (!isGone(error)) this.fail(error);
      }
    }
  }

  /** Kills one or the other, and starts it again, at random moments. */
  async killSome(random: () => number): Promise<{ server: number; trainer: number }> {
    const { seconds, kills } = this.options;
    const killed = { server: 0, trainer: 0 };
    const pauseMs = (1000 * seconds) / (kills + 1);
    for (let kill = 0; kill < kills; kill++) {
      await pause(pauseMs * (0.5 + random()));
      const which = kill % 3 === 2 ? 'trainer' : 'server';
      killed[which]++;
      await this.kill(which);
      if (which === 'server') await this.startServer();
      else this.startTrainer();
    }
    await pause(pauseMs / 2);
    return killed;
  }

  /** Every step up to the last one, each once, and all that was acknowledged. */
  check(): { steps: number; acknowledged: number; segments: number } {
    const text = existsSync(this.ackFile) ? readFileSync(this.ackFile, 'utf8') : '';
    let acknowledged = 0;
    for (const line of text.split('\n')) acknowledged = Math.max(acknowledged, Number(line));
    using index = openIndex(this.directory);
    const { records, segments } = index.info();
    let rank = 0;
    let step = 0;
    let planned: { id: string; text: string }[] = [];
    for (const record of index.records({ rank: [0, records] })) {
      if (planned.length === 0) planned = planStep(this.options.seed, ++step);
      const { id, text: expected } = planned.shift() ?? {};
      if (record.step !== step || record.id !== id || record.text !== expected) {
        throw new Error(`rank ${rank}: step ${record.step}, ${record.id}: expected ${step}, ${id}`);
      }
      rank++;
    }
    if (planned.length > 0) throw new Error(`step ${step} is not whole`);
    if (acknowledged > step) {
      throw new Error(`step ${acknowledged} was acknowledged, and the index ends at ${step}`);
    }
    for (const fault of verifyIndex(this.directory)) throw new Error(JSON.stringify(fault));
    if (this.options.python !== undefined) this.#compareWithLog(records);
    return { steps: step, acknowledged, segments };
  }

  /** The first records of an index of the order log are those that were posted. */
  #compareWithLog(posted: number): void {
    const directory = join(this.folder, 'log.idx');
    const log = join(this.folder, 'order.log');
    const args = [main, 'index', directory, '--from', log, '--format', 'order-log', '--quiet'];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    using live = openIndex(this.directory);
    using logged = openIndex(directory);
    const others = logged.records({ rank: [0, posted] })[Symbol.iterator]();
    for (const { rank, step, id, text } of live.records({ rank: [0, posted] })) {
      const other = others.next().value;
      if (other?.step !== step || other.id !== id || other.text !== text) {
        throw new Error(`rank ${rank}, step ${step}: the log has ${JSON.stringify(other)}`);
      }
    }
  }
}

/** The server was killed, or is not up yet. */
function isGone(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === 'SyntaxError');
}

/** Throws at the first thing that is wrong. */
export async function soakIngest(options: SoakOptions): Promise<SoakedIngest> {
  const soak = new Soak(options);
  const random = seededRandom(options.seed);
  const failed = new Promise<never>((_, reject) => {
    soak.fail = reject;
  });
  failed.catch(() => {});
  try {
    await soak.startServer();
    soak.startTrainer();
    const clients = Array.from({ length: options.clients ?? 16 }, () => soak.ask(random));
    const probe = soak.probeHealth();
    const killed = await Promise.race([soak.killSome(random), failed]);
    soak.isOver = true;
    await Promise.race([Promise.all([...clients, probe]), failed]);
    await soak.kill('trainer');
    const code = await soak.kill('server', 'SIGTERM');
    if (code !== 0) throw new Error(`the server ended with ${code}`);
    const sorted = soak.healthMs.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    return {
      ...soak.check(),
      ...{ serverKills: killed.server, trainerKills: killed.trainer, compared: soak.compared },
      health: { p50: at(0.5), p99: at(0.99), max: at(1) },
    };
  } finally {
    soak.isOver = true;
    await Promise.all([soak.kill('trainer'), soak.kill('server')]);
    rmSync(soak.folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = '60', kills = '10', seed = '1', python] = process.argv.slice(2);
  const options = { seconds: Number(seconds), kills: Number(kills), seed: Number(seed), python };
  process.stdout.write(`${JSON.stringify(await soakIngest(options), null, 2)}\n`);
}
