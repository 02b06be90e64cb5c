// `node scripts/soak-router.ts [SECONDS]`: a router whose servers are killed while batches run (600 s).
//
// Three shards, two of them with a replica. Every second or so a server is killed, or started again. Each
// batch must end with the answers of the whole corpus, a 503 that names a server, or a cut connection.
// Prints how many of each as JSON, and exits with 1 where an answer was another one.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildIndex } from '../library/build-index.ts';
import { openIndex } from '../library/open-index.ts';
import { randomPhrases, seededRandom } from '../test/phrases.ts';

const seconds = Number(process.argv[2] ?? 600);
const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
const random = seededRandom(5);
const below = (bound: number) => Math.floor(random() * bound);
const words = ['the', 'lake', 'of', 'a', 'wood', 'and', 'in', 'was', '.', 'it'];
const [records, shards, batchPhrases, clients] = [3000, 3, 6000, 2];

interface Server {
  readonly directory: string;
  readonly address: string;
  child: ChildProcess | undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'firstseen-soak-'));
const children = new Set<ChildProcess>();
const found = { whole: 0, unavailable: 0, cut: 0, wrong: 0, kills: 0 };

/** A command that prints its address. */
async function start(args: readonly string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  for await (const chunk of child.stdout) {
    const address = /answers at (http:\S+)/.exec(String(chunk))?.[1];
    if (address !== undefined) return { child, address };
  }
  throw new Error(`it did not start: ${args.join(' ')}`);
}

async function startServer(directory: string): Promise<Server> {
  const { child, address } = await start(['serve', directory, '--port', '0']);
  return { directory, address, child };
}

/** Kills a server, or starts one again that was killed; at most one is away. */
async function disturb(servers: readonly Server[]): Promise<void> {
  const away = servers.find(({ child }) => child === undefined);
  if (away !== undefined) {
    const { port } = new URL(away.address);
    away.child = (await start(['serve', away.directory, '--port', port])).child;
    return;
  }
  const server = servers[below(servers.length)];
  if (server?.child === undefined) return;
  found.kills++;
  const exited = once(server.child, 'exit');
  server.child.kill('SIGKILL');
  server.child = undefined;
  await exited;
}

async function askBatch(address: string, list: readonly string[], expected: readonly string[]) {
  const from = below(list.length - batchPhrases);
  const body = JSON.stringify({ phrases: list.slice(from, from + batchPhrases), records: true });
  const headers = { 'content-type': 'application/json', accept: 'application/x-ndjson' };
  let text = '';
  let status = 0;
  try {
    const answer = await fetch(`${address}/v1/exposures`, { method: 'POST', headers, body });
    status = answer.status;
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? [])
      text += chunk;
  } catch {
    found.cut++;
    // What came before the cut has to be right too.
    checkLines(text.split('\n').slice(0, -1), expected.slice(from));
    return;
  }
  if (status === 200) {
    const lines = text.split('\n').slice(0, -1);
    if (lines.length !== batchPhrases) found.wrong++;
    else if (checkLines(lines, expected.slice(from))) found.whole++;
  } else if (status === 503 && /"code":"shard_unavailable".*http:/.test(text)) found.unavailable++;
  else found.wrong++;
}

function checkLines(lines: readonly string[], expected: readonly string[]): boolean {
  const isRight = lines.every((line, i) => line === expected[i]);
  if (!isRight) found.wrong++;
  return isRight;
}

try {
  const lines = Array.from({ length: records }, (_, i) => {
    const text = Array.from({ length: 60 }, () => words[below(words.length)]).join(' ');
    return { text, id: `r${i}`, step: 1 + Math.floor(i / 7) };
  });
  const files = Array.from({ length: shards }, (_, i) => {
    const file = join(folder, `part-${i}.jsonl`);
    const own = lines.slice((i * records) / shards, ((i + 1) * records) / shards);
    writeFileSync(file, own.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return file;
  });
  await buildIndex(join(folder, 'whole.idx'), { from: files, stepField: 'step' });
  const servers: Server[] = [];
  const replicas: string[] = [];
  for (const [i, file] of files.entries()) {
    const directory = join(folder, `shard-${i}.idx`);
    await buildIndex(directory, { from: [file], stepField: 'step' });
    const own = [await startServer(directory)];
    if (i > 0) own.push(await startServer(directory));
    servers.push(...own);
    replicas.push(own.map(({ address }) => address).join(','));
  }
  const texts = lines.map(({ text }) => text);
  const list = randomPhrases(texts, 10 * batchPhrases, random);
  const expected: string[] = [];
  using whole = openIndex(join(folder, 'whole.idx'));
  for (const answer of whole.askAll(list, { records: true })) expected.push(JSON.stringify(answer));
  const router = await start(['route', '--port', '0', '--shard', ...replicas]);
  const end = performance.now() + 1000 * seconds;
  const isOver = () => performance.now() > end;
  await Promise.all([
    ...Array.from({ length: clients }, async () => {
      while (!isOver()) await askBatch(router.address, list, expected);
    }),
    (async () => {
      while (!isOver()) {
        await delay(300 + below(1000));
        await disturb(servers);
      }
    })(),
  ]);
  process.stdout.write(`${JSON.stringify({ seconds, ...found })}\n`);
  process.exitCode = found.wrong > 0 || found.whole === 0 ? 1 : 0;
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
