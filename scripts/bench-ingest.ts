// `node scripts/bench-ingest.ts CORPUS [ROUNDS] [STEPS]`: records posted to a server in steps of 512, so many
// steps a request (1), next to `firstseen index` of the same records.
//
// Rounds alternate, so that both have the same machine. A round of the server lasts from the first post until
// it is stopped, with all steps committed. Its start is left out, and so is that of the process which
// indexes. Processor time says more than time on a busy machine: starts are in it. The client runs on the same
// cores, so bodies are made before.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRecords } from './bench/read-records.ts';

const [, , corpus, rounds = '3', stepsARequest = '1'] = process.argv;
if (corpus === undefined)
  throw new Error('usage: node scripts/bench-ingest.ts CORPUS [ROUNDS] [STEPS]');

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
const recordsAStep = 512;

/** Seconds of processor time of the children of this process that have ended (fields 16 and 17). */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/.*\) /, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** The most memory that a process has had, mapped pages of the index included. */
function peakBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
}

async function indexOnce(folder: string): Promise<{ seconds: number; cpu: number }> {
  const before = childSeconds();
  const args = [main, 'index', folder, '--from', String(corpus), '--quiet', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  if (child.exitCode === null) await once(child, 'exit');
  const { seconds } = JSON.parse(output) as { seconds: number };
  return { seconds, cpu: childSeconds() - before };
}

async function startServer(folder: string): Promise<{ child: ChildProcess; address: string }> {
  const args = [main, 'serve', folder, '--ingest', '--port', '0', '--log-level', 'error'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) {
    const address = /answers at (http:\S+)/.exec(String(chunk))?.[1];
    if (address !== undefined) return { child, address };
  }
  throw new Error('the server did not start');
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Sends a body; gives the status and the text of the answer. */
async function send(address: string, body: Buffer): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/x-ndjson', 'content-length': body.length };
  const sent = request(`${address}/v1/records`, { method: 'POST', agent, headers });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, text: await text(answer) };
}

/** Sends a step until it is taken. */
async function post(address: string, body: Buffer): Promise<void> {
  for (;;) {
    const { status, text } = await send(address, body);
    if (status === 200) return;
    if (status !== 429) throw new Error(text);
    await pause(100);
  }
}

async function ingestOnce(folder: string, bodies: readonly Buffer[]) {
  const before = childSeconds();
  const { child, address } = await startServer(folder);
  const started = performance.now();
  for (const body of bodies) await post(address, body);
  const taken = (performance.now() - started) / 1000;
  const peakMiB = Math.round(peakBytes(child.pid) / 2 ** 20);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the server ended with ${code}`);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, taken, peakMiB, cpu: childSeconds() - before };
}

const records = readRecords(corpus);
const lines: string[] = [];
for (let start = 0; start < records.length; start += recordsAStep) {
  const some = records.slice(start, start + recordsAStep);
  lines.push(`${JSON.stringify({ run: 'bench', step: lines.length + 1, records: some })}\n`);
}
const bodies: Buffer[] = [];
for (let start = 0; start < lines.length; start += Number(stepsARequest)) {
  bodies.push(Buffer.from(lines.slice(start, start + Number(stepsARequest)).join('')));
}
process.stdout.write(
  `${records.length} records, ${lines.length} steps, ${bodies.length} requests\n`,
);
for (let round = 1; round <= Number(rounds); round++) {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-bench-ingest-'));
  try {
    const index = await indexOnce(join(folder, 'index'));
    const live = await ingestOnce(join(folder, 'live'), bodies);
    const rate = (seconds: number) => Math.round(records.length / seconds);
    const row = {
      round,
      ...{ index: rate(index.seconds), ingest: rate(live.seconds), taken: rate(live.taken) },
      ratio: Number((index.seconds / live.seconds).toFixed(2)),
      peakMiB: live.peakMiB,
      cpu: { index: index.cpu, ingest: live.cpu },
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
