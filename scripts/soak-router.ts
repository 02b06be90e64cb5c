// `node scripts/soak-router.ts [SECONDS]`: a router whose servers are killed while batches run (600 s).
//
// Three shards, two of them with a replica. Every second or so a server is killed, or started again. Each
// batch must end with the answers of the whole corpus, a 503 that names a server, or a cut connection. So
// must the other routes, whose answers a server of the whole corpus gives.
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
const found = { whole: 0, unavailable: 0, cut: 0, wrong: 0, kills: 0, other: 0 };

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

const json = { 'content-type': 'application/json' };

/** The text of an answer, or what came before it was cut. */
async function askText(address: string, path: string, options: RequestInit = {}) {
  let text = '';
  let status = 0;
  try {
    const answer = await fetch(address + path, options);
    status = answer.status;
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? [])
      text += chunk;
    return { status, text, isCut: false };
  } catch {
    found.cut++;
    return { status, text, isCut: true };
  }
}

function isUnavailable({ status, text }: { status: number; text: string }): boolean {
  return status === 503 && /"code":"shard_unavailable".*http:/.test(text);
}

async function askBatch(address: string, list: readonly string[], expected: readonly string[]) {
  const from = below(list.length - batchPhrases);
  const body = JSON.stringify({ phrases: list.slice(from, from + batchPhrases), records: true });
  const headers = { ...json, accept: 'application/x-ndjson' };
  const answer = await askText(address, '/v1/exposures', { method: 'POST', headers, body });
  const lines = answer.text.split('\n').slice(0, -1);
  // What came before a cut has to be right too.
  if (answer.isCut) checkLines(lines, expected.slice(from));
  else if (answer.status === 200) {
    if (lines.length !== batchPhrases) found.wrong++;
    else if (checkLines(lines, expected.slice(from))) found.whole++;
  } else if (isUnavailable(answer)) found.unavailable++;
  else found.wrong++;
}

/** Questions of the other routes. */
function otherQuestions(texts: readonly string[]): { path: string; options: RequestInit }[] {
  const post = (path: string, body: object) => {
    return { path, options: { method: 'POST', headers: json, body: JSON.stringify(body) } };
  };
  const items = texts.slice(0, 300).map((text, i) => ({ id: `${i}`, text }));
  const pairs = texts.slice(0, 400).map((text, i) => {
    const [good, bad] = [text.slice(0, 10 + (i % 30)), text.slice(-10 - (i % 30))];
    return { good, bad };
  });
  const columns = { phrase_good: 'good', phrase_bad: 'bad' };
  return [
    ...['rank=0:3000', 'steps=50:200', 'having=lake%20AND%20NOT%20it'].map((question) => {
      return { path: `/v1/records?${question}`, options: {} };
    }),
    { path: '/v1/words?at=9', options: {} },
    { path: '/v1/search?query=lake%20NEAR%2F2%20wood&contexts=5', options: {} },
    post('/v1/overlap', { items, n: 3, coverage: [0.5, 0.9] }),
    post('/v1/trace', { text: texts.slice(40, 60).join(' '), rarest: '5%' }),
    post('/v1/splits', { pairs, columns, at: [100, 300], sampling: 'match-frequency' }),
  ];
}

const withoutName = (text: string) => text.replaceAll(/"snapshot":"[\w-]+"/g, '');

async function askOther(address: string, whole: string, texts: readonly string[]) {
  const questions = otherQuestions(texts);
  const { path, options } = questions[below(questions.length)] as (typeof questions)[0];
  const expected = await askText(whole, path, options);
  const answer = await askText(address, path, options);
  const [right, text] = [withoutName(expected.text), withoutName(answer.text)];
  if (answer.isCut) found.wrong += right.startsWith(text) ? 0 : 1;
  else if (isUnavailable(answer)) found.unavailable++;
  else if (expected.status === 200 && answer.status === 200 && text === right) found.other++;
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
  const wholeServer = await start(['serve', join(folder, 'whole.idx'), '--port', '0']);
  const router = await start(['route', '--port', '0', '--shard', ...replicas]);
  const end = performance.now() + 1000 * seconds;
  const isOver = () => performance.now() > end;
  await Promise.all([
    ...Array.from({ length: clients }, async () => {
      while (!isOver()) await askBatch(router.address, list, expected);
    }),
    (async () => {
      while (!isOver()) await askOther(router.address, wholeServer.address, texts);
    })(),
    (async () => {
      while (!isOver()) {
        await delay(300 + below(1000));
        await disturb(servers);
      }
    })(),
  ]);
  process.stdout.write(`${JSON.stringify({ seconds, ...found })}\n`);
  process.exitCode = found.wrong > 0 || found.whole === 0 || found.other === 0 ? 1 : 0;
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
