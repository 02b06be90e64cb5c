// `node scripts/bench-server.ts INDEX CORPUS`: the server under load, in less than a minute.
//
// Three trials, each a JSON line: requests a second next to an empty Fastify route in the same
// process, a batch of 100,000 phrases, and how long /health takes while batches run. The load runs
// in this process, the server in another.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { samplePhrases } from './bench/choose-phrases.ts';
import { readRecords } from './bench/read-records.ts';

interface Usage {
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly peakBytes: number;
}

interface Addresses {
  readonly empty: string;
  readonly ours: string;
}

const rounds = 3;
const roundSeconds = 4;
const connections = 64;
const batchPhrases = 100_000;

function print(trial: string, measured: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ trial, ...measured })}\n`);
}

async function usageOf(server: ChildProcess): Promise<Usage> {
  server.send('usage');
  const [usage] = await once(server, 'message');
  return usage;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * Alternating rounds, so that all have the same machine. Ours twice: phrases that come again, as every
 * connection asks the same list, and phrases of which none comes twice, so that no answer is known.
 */
async function requestsBesideEmpty(
  server: ChildProcess,
  { empty, ours }: Addresses,
  phrases: readonly string[],
): Promise<void> {
  const requestsOf = (some: readonly string[]) =>
    some.map((phrase) => ({ path: `/v1/exposures?phrase=${encodeURIComponent(phrase)}` }));
  const shared = requestsOf(phrases.slice(0, 5000));
  const own = Array.from({ length: connections }, (_, connection) =>
    requestsOf(phrases.filter((_, i) => i % connections === connection)),
  );
  const round = async (url: string, comesAgain: boolean) => {
    const before = await usageOf(server);
    let connection = 0;
    const result = await autocannon({
      ...{ url, connections, duration: roundSeconds },
      requests: shared,
      ...(!comesAgain && {
        setupClient: (client) => client.setRequests(own[connection++ % connections] ?? []),
      }),
    });
    const { cpuUs } = await usageOf(server);
    const { errors, non2xx, latency } = result;
    return {
      perSecond: result.requests.average,
      cpuUs: (cpuUs - before.cpuUs) / result.requests.total,
      p99Ms: latency.p99,
      failed: errors + non2xx,
    };
  };
  for (let i = 0; i < rounds; i++) {
    const base = await round(empty, true);
    const again = await round(ours, true);
    const once = await round(ours, false);
    print('requests', {
      ...{ round: i + 1, empty: base, again, once },
      ratioAgain: again.perSecond / base.perSecond,
      ratioOnce: once.perSecond / base.perSecond,
    });
  }
}

/** One batch, NDJSON in and out; the answers are counted and compared with the phrases in order. */
async function askBatch(ours: string, body: string, phrases: readonly string[]) {
  const start = performance.now();
  const response = await fetch(`${ours}/v1/exposures`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
    body,
  });
  const decoder = new TextDecoder();
  let rest = '';
  let answers = 0;
  let inOrder = response.status === 200;
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const expected = `{"phrase":${JSON.stringify(phrases[answers++])},`;
      if (!line.startsWith(expected)) inOrder = false;
    }
  }
  return { seconds: (performance.now() - start) / 1000, answers, inOrder };
}

async function batch(server: ChildProcess, { ours }: Addresses, phrases: readonly string[]) {
  const body = phrases.map((phrase) => `${JSON.stringify({ phrase })}\n`).join('');
  for (const run of ['first', 'second', 'third']) {
    const before = await usageOf(server);
    const { seconds, answers, inOrder } = await askBatch(ours, body, phrases);
    const { peakBytes } = await usageOf(server);
    const growthMiB = (peakBytes - before.rssBytes) / 2 ** 20;
    print(`batch, ${run}`, { seconds, answers, inOrder, growthMiB });
  }
}

/** /health from one connection, every 10 ms, while four clients send batches one after the other. */
async function healthUnderBatches({ ours }: Addresses, phrases: readonly string[]): Promise<void> {
  const body = phrases.map((phrase) => `${JSON.stringify({ phrase })}\n`).join('');
  const end = performance.now() + 10_000;
  let batches = 0;
  const client = async () => {
    while (performance.now() < end) {
      const response = await fetch(`${ours}/v1/exposures?bins=20`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
        body,
      });
      for await (const _ of response.body ?? []) {
        // Read and let go.
      }
      batches++;
    }
  };
  const clients = [1, 2, 3, 4].map(client);
  // In a process of its own, so that the wait of this one is not measured.
  const probe = fork(fileURLToPath(new URL('./bench/probe-health.ts', import.meta.url)), [ours]);
  await Promise.all(clients);
  probe.send('stop');
  const [waits] = await once(probe, 'message');
  probe.disconnect();
  print('health while batches run', {
    batches,
    asked: waits.length,
    medianMs: percentile(waits, 0.5),
    p99Ms: percentile(waits, 0.99),
    worstMs: percentile(waits, 1),
  });
}

const [directory, corpus] = process.argv.slice(2);
if (directory === undefined || corpus === undefined) {
  process.stderr.write('expected: node scripts/bench-server.ts INDEX CORPUS.jsonl[.zst]\n');
  process.exit(2);
}
print('machine', {
  cores: cpus().length,
  processor: cpus()[0]?.model.trim(),
  node: process.version,
});
const phrases = samplePhrases(readRecords(corpus), batchPhrases);
const script = fileURLToPath(new URL('./bench/server-process.ts', import.meta.url));
const server = fork(script, [directory]);
const [addresses] = await once(server, 'message');
await requestsBesideEmpty(server, addresses, [...new Set(phrases)]);
await batch(server, addresses, phrases);
await healthUnderBatches(addresses, phrases);
server.disconnect();
