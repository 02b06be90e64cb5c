// `node scripts/bench-router.ts CORPUS [CONNECTIONS]`: a router over four shards next to one server, in three minutes.
//
// The corpus (JSON lines) is built whole and in four parts, with 16 records a step. Rounds alternate, so that
// both have the same machine. The first two are not counted: servers that run for days have their code
// compiled. Processor time is that of all processes which answer: the client takes a core of its own, so on a
// small machine it says more than requests a second.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { buildIndex } from '../library/build-index.ts';
import { samplePhrases } from './bench/choose-phrases.ts';
import { median } from './bench/median.ts';
import { readRecords } from './bench/read-records.ts';

const [, , corpus, clients = '64'] = process.argv;
if (corpus === undefined)
  throw new Error('usage: node scripts/bench-router.ts CORPUS [CONNECTIONS]');

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
const [shardCount, rounds, warmRounds, roundSeconds] = [4, 8, 2, 5];
const connections = Number(clients);
const recordsAStep = 16;
const phrasesARound = 150_000;

interface Started {
  readonly child: ChildProcess;
  readonly address: string;
}

/** A command that prints its address. */
async function start(args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [main, ...args, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const chunk of child.stdout) {
    const address = /answers at (http:\S+)/.exec(String(chunk))?.[1];
    if (address !== undefined) return { child, address };
  }
  throw new Error(`it did not start: ${args.join(' ')}`);
}

/** User and system time in milliseconds, by /proc of Linux; a tick has 10. */
function cpuMs({ child: { pid } }: Started): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function measure(address: string, answering: readonly Started[], phrases: readonly string[]) {
  const all = phrases.map((phrase) => ({
    path: `/v1/exposures?phrase=${encodeURIComponent(phrase)}`,
  }));
  const own = Array.from({ length: connections }, (_, c) =>
    all.filter((_, i) => i % connections === c),
  );
  const before = answering.map(cpuMs);
  let connection = 0;
  const result = await autocannon({
    ...{ url: address, connections, duration: roundSeconds, requests: all.slice(0, 1) },
    setupClient: (client) => client.setRequests(own[connection++ % connections] ?? []),
  });
  const spent = answering.map((one, i) => cpuMs(one) - (before[i] ?? 0));
  const us = (ms: readonly number[]) => {
    return Math.round((1000 * ms.reduce((sum, one) => sum + one, 0)) / result.requests.total);
  };
  return {
    perSecond: result.requests.average,
    /** Of all, and of the first: the router without its shards. */
    cpuUs: us(spent),
    firstUs: us(spent.slice(0, 1)),
    p99Ms: result.latency.p99,
    failed: result.errors + result.non2xx,
  };
}

/** Phrases of a batch, as JSON in and NDJSON out. */
async function measureBatch(
  address: string,
  answering: readonly Started[],
  phrases: readonly string[],
) {
  const before = answering.map(cpuMs);
  const start = performance.now();
  const headers = { 'content-type': 'application/json', accept: 'application/x-ndjson' };
  const body = JSON.stringify({ phrases });
  const text = await (
    await fetch(`${address}/v1/exposures`, { method: 'POST', headers, body })
  ).text();
  const lines = text.split('\n').length - 1;
  if (lines !== phrases.length) throw new Error(`${lines} answers to ${phrases.length} phrases`);
  const spent = answering.reduce((sum, one, i) => sum + cpuMs(one) - (before[i] ?? 0), 0);
  return { seconds: (performance.now() - start) / 1000, cpuUs: (1000 * spent) / phrases.length };
}

const folder = mkdtempSync(join(tmpdir(), 'firstseen-router-'));
const started: Started[] = [];
try {
  const records = readRecords(corpus);
  const lines = records.map((record, i) => {
    return JSON.stringify({ ...record, step: Math.floor(i / recordsAStep) + 1 });
  });
  const size = Math.ceil(lines.length / shardCount);
  const files = Array.from({ length: shardCount }, (_, i) => {
    const file = join(folder, `part-${i}.jsonl`);
    writeFileSync(file, `${lines.slice(i * size, (i + 1) * size).join('\n')}\n`);
    return file;
  });
  const build = async (name: string, from: string[]) => {
    await buildIndex(join(folder, name), { from, stepField: 'step' });
    const server = await start(['serve', join(folder, name)]);
    started.push(server);
    return server;
  };
  const whole = await build('whole.idx', files);
  const shards: Started[] = [];
  for (const [i, file] of files.entries()) shards.push(await build(`shard-${i}.idx`, [file]));
  const router = await start(['route', '--shard', ...shards.map(({ address }) => address)]);
  started.push(router);
  const phrases = samplePhrases(records, rounds * phrasesARound);
  const ratios: { readonly perSecond: number; readonly cpu: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // None is asked twice of the same server, so that no answer is known.
    const some = phrases.slice(round * phrasesARound, (round + 1) * phrasesARound);
    const one = await measure(whole.address, [whole], some);
    const routed = await measure(router.address, [router, ...shards], some);
    const ratio = {
      perSecond: routed.perSecond / one.perSecond,
      cpu: one.cpuUs / routed.cpuUs,
    };
    const isCounted = round >= warmRounds;
    if (isCounted) ratios.push(ratio);
    const line = { trial: 'router', round, isCounted, one, routed, ratio };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  for (let round = 0; round < rounds; round++) {
    const some = phrases.slice(round * 50_000, (round + 1) * 50_000);
    const one = await measureBatch(whole.address, [whole], some);
    const routed = await measureBatch(router.address, [router, ...shards], some);
    const line = { trial: 'batch', round, one, routed, ratio: one.cpuUs / routed.cpuUs };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  const metrics = await (await fetch(`${router.address}/metrics`)).text();
  const sent = Number(/^firstseen_shard_requests\{shard="1".*\} (\d+)$/m.exec(metrics)?.[1]);
  const asked = Number(/^firstseen_phrases_total (\d+)$/m.exec(metrics)?.[1]);
  const middle = (of: 'perSecond' | 'cpu') => median(ratios.map((ratio) => ratio[of]));
  const medians = { perSecond: middle('perSecond'), cpu: middle('cpu') };
  process.stdout.write(`${JSON.stringify({ phrasesARequest: asked / sent, medians })}\n`);
} finally {
  for (const { child } of started) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
