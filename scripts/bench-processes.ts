// `node scripts/bench-processes.ts INDEX CORPUS [N]`: a server of one process beside one of N (2).
//
// Rounds alternate between the two servers, so that both have the same machine. The load runs in this
// process. With as many cores as processes it takes a part of them: the processor time of a request,
// over all processes of the server, says what the rounds cannot. A JSON line for each round, and the
// medians of the ratios at the end. By /proc, so of Linux only.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { samplePhrases } from './bench/choose-phrases.ts';
import { median } from './bench/median.ts';
import { readRecords } from './bench/read-records.ts';

interface Server {
  readonly child: ChildProcess;
  readonly address: string;
}

interface Round {
  readonly perSecond: number;
  /** Of the server, for each request. */
  readonly cpuUs: number;
  readonly failed: number;
}

const rounds = 5;
const roundSeconds = 4;
const connections = 64;
const batchConnections = 8;
const batchPhrases = 2000;
/** Of /proc: hundredths of a second. */
const tickUs = 10_000;

function print(trial: string, measured: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ trial, ...measured })}\n`);
}

async function startServer(directory: string, processes: number): Promise<Server> {
  const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
  const args = [main, 'serve', directory, '--port', '0', '--processes', String(processes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  while (!text.includes('\n')) text += (await once(child.stdout, 'data'))[0];
  const address = /http:\S+/.exec(text)?.[0];
  if (address === undefined) throw new Error(`no address in ${text}`);
  return { child, address };
}

/** Microseconds of processor that the server has had, its children included. */
function cpuOf({ child }: Server): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    let stat: string;
    try {
      stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    } catch {
      continue;
    }
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(name) !== child.pid && Number(fields[1]) !== child.pid) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * tickUs;
}

async function measure(server: Server, load: autocannon.Options): Promise<Round> {
  const before = cpuOf(server);
  const { requests, errors, non2xx } = await autocannon({ ...load, duration: roundSeconds });
  const cpuUs = (cpuOf(server) - before) / requests.total;
  return { perSecond: requests.total / roundSeconds, cpuUs, failed: errors + non2xx };
}

async function compare(
  trial: string,
  [one, many]: readonly [Server, Server],
  load: (address: string) => autocannon.Options,
): Promise<void> {
  const ratios: number[] = [];
  const cpuRatios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const alone = await measure(one, load(one.address));
    const several = await measure(many, load(many.address));
    ratios.push(several.perSecond / alone.perSecond);
    cpuRatios.push(several.cpuUs / alone.cpuUs);
    print(trial, { round, one: alone, several, ratio: ratios.at(-1), load: loadavg()[0] });
  }
  print(`${trial}, median`, { ratio: median(ratios), cpuRatio: median(cpuRatios) });
}

const [directory, corpus, count = '2'] = process.argv.slice(2);
if (directory === undefined || corpus === undefined) {
  process.stderr.write('expected: node scripts/bench-processes.ts INDEX CORPUS.jsonl[.zst] [N]\n');
  process.exit(2);
}
print('machine', {
  cores: cpus().length,
  processor: cpus()[0]?.model.trim(),
  node: process.version,
});
const phrases = [...new Set(samplePhrases(readRecords(corpus), 100_000))];
const servers = [
  await startServer(directory, 1),
  await startServer(directory, Number(count)),
] as const;
/** Every connection asks phrases of its own, so that no answer is known. */
const single = (more: string) => (url: string) => {
  let connection = 0;
  return {
    ...{ url, connections, requests: [{ path: '/' }] },
    setupClient: (client: autocannon.Client) => {
      const own = phrases.filter((_, i) => i % connections === connection);
      connection++;
      client.setRequests(
        own.map((phrase) => ({
          path: `/v1/exposures?phrase=${encodeURIComponent(phrase)}${more}`,
        })),
      );
    },
  };
};
await compare('single questions', servers, single(''));
await compare('single questions, 100 bins', servers, single('&bins=100'));
const body = phrases
  .slice(0, batchPhrases)
  .map((phrase) => `${JSON.stringify({ phrase })}\n`)
  .join('');
const headers = { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' };
await compare(`batches of ${batchPhrases}`, servers, (url) => ({
  ...{ url: `${url}/v1/exposures`, method: 'POST', headers, body, connections: batchConnections },
}));
for (const { child } of servers) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
