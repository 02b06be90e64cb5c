// `node scripts/soak-server.ts [SECONDS] [CLIENTS]`: clients ask while other processes append and compact.
//
// Everything is a process of its own, as in use: `firstseen serve`, and one `firstseen index` after
// the other, and `firstseen compact` after every second one. Fails where a request fails, where two answers of
// one snapshot differ, where a client sees a count go down, or where compacting changes an answer.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import type { Answer } from '../schemas/answer.ts';
import { seededRandom } from '../test/phrases.ts';

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));
const words = ['the', 'of', 'a', 'sketch', 'naïve', 'paula', '漢', '.', ','];
const phrases = [...words, 'the of', 'of the', 'a sketch .', 'paula paula', 'nowhere'];

interface Soaked {
  readonly requests: number;
  readonly batches: number;
  readonly appends: number;
  /** How often segments were merged by `compact`. */
  readonly merges: number;
  readonly snapshots: number;
  /** What went wrong, the first hundred. */
  readonly faults: readonly string[];
}

export async function soak({ seconds = 60, clients = 32 } = {}): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-soak-'));
  const directory = join(folder, 'my.idx');
  let server: ChildProcess | undefined;
  try {
    await append(folder, directory, 0);
    server = spawn(process.execPath, [main, 'serve', directory, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await readAddress(server);
    const end = performance.now() + seconds * 1000;
    const watch = new Watch();
    const asking = Array.from({ length: clients }, (_, seed) =>
      client(watch, { address, end, seed }),
    );
    let [appends, merges] = [0, 0];
    while (performance.now() < end) {
      await append(folder, directory, ++appends);
      if (appends % 2 === 1) continue;
      await compact(watch, { directory, address });
      merges++;
    }
    await Promise.all(asking);
    return { ...watch.result(), appends, merges };
  } finally {
    server?.kill('SIGTERM');
    if (server !== undefined && server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What all clients have seen. */
class Watch {
  #answers = new Map<string, string>();
  #snapshots = new Set<string>();
  #faults: string[] = [];
  requests = 0;
  batches = 0;

  fault(text: string): void {
    if (this.#faults.length < 100) this.#faults.push(text);
  }

  /** An answer has to be the one that others had of the snapshot. */
  note(snapshot: string, answer: Answer): void {
    this.#snapshots.add(snapshot);
    const key = `${snapshot} ${answer.phrase}`;
    const text = JSON.stringify(answer);
    const known = this.#answers.get(key);
    if (known === undefined) this.#answers.set(key, text);
    else if (known !== text) this.fault(`${key}: ${text}, and before ${known}`);
  }

  result(): Omit<Soaked, 'appends' | 'merges'> {
    const { requests, batches } = this;
    return { requests, batches, snapshots: this.#snapshots.size, faults: this.#faults };
  }
}

/** Asks singly and in batches, one request after the other. */
async function client(
  watch: Watch,
  { address, end, seed }: { address: string; end: number; seed: number },
): Promise<void> {
  const random = seededRandom(seed + 1);
  const counts = new Map<string, number>();
  const dispatcher = new Agent({ connections: 1 });
  const rises = (answer: Answer) => {
    const before = counts.get(answer.phrase) ?? 0;
    if (answer.count < before) watch.fault(`${answer.phrase}: ${answer.count} after ${before}`);
    counts.set(answer.phrase, answer.count);
  };
  while (performance.now() < end) {
    try {
      const isBatch = random() < 0.2;
      const any = Math.floor(random() * phrases.length);
      const asked = isBatch ? phrases : phrases.slice(any, any + 1);
      const { snapshot, answers } = await ask(asked, { address, isBatch, dispatcher });
      for (const answer of answers) {
        rises(answer);
        watch.note(snapshot, answer);
      }
      watch.requests++;
      if (isBatch) watch.batches++;
    } catch (error) {
      watch.fault(String(error));
    }
  }
  await dispatcher.close();
}

async function ask(
  asked: readonly string[],
  { address, isBatch, dispatcher }: { address: string; isBatch: boolean; dispatcher: Agent },
): Promise<{ snapshot: string; answers: Answer[] }> {
  const single = `/v1/exposures?bins=4&phrase=${encodeURIComponent(asked.join(' '))}`;
  const { statusCode, headers, body } = isBatch
    ? await request(`${address}/v1/exposures`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify({ phrases: asked, bins: 4 }),
      })
    : await request(address + single, { dispatcher });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
  const answers: Answer[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  if (answers.length !== asked.length) throw new Error(`${answers.length} answers`);
  return { snapshot: String(headers['firstseen-snapshot']), answers };
}

/** Merges the segments; the server has to give the same answers of the new snapshot. */
async function compact(
  watch: Watch,
  { directory, address }: { directory: string; address: string },
): Promise<void> {
  const dispatcher = new Agent({ connections: 1 });
  const askAll = () => ask(phrases, { address, isBatch: true, dispatcher });
  // The server notices a commit within a moment: that of the append before.
  const committed = await run(['info', directory, '--json']);
  let before = await askAll();
  while (before.snapshot !== JSON.parse(committed).snapshot) before = await askAll();
  const { snapshot } = JSON.parse(await run(['compact', directory, '--json', '--quiet']));
  let after = await askAll();
  while (after.snapshot !== snapshot) after = await askAll();
  const [was, is] = [before, after].map(({ answers }) => JSON.stringify(answers));
  await dispatcher.close();
  if (was !== is) watch.fault(`compacted: ${is}, and before ${was}`);
}

/** Some hundred records, by a process of its own. */
async function append(folder: string, directory: string, part: number): Promise<void> {
  const random = seededRandom(part + 1000);
  const lines = Array.from({ length: 300 }, () => {
    const text = Array.from({ length: 40 }, () => words[Math.floor(random() * words.length)]);
    return `${JSON.stringify({ text: text.join(' ') })}\n`;
  });
  const path = join(folder, `part-${part}.jsonl`);
  writeFileSync(path, lines.join(''));
  await run(['index', directory, '--from', path, '--workers', '1', '--quiet', '--no-merge']);
  rmSync(path);
}

/** What the command prints. */
async function run(args: readonly string[]): Promise<string> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [main, ...args], { stdio: [...stdio] });
  const ended = once(child, 'close');
  const printed = await Array.fromAsync(child.stdout);
  const [code] = await ended;
  if (code !== 0) throw new Error(`firstseen ${args[0]} ended with ${code}`);
  return Buffer.concat(printed).toString();
}

async function readAddress({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the server has no stdout');
  const [chunk] = await once(stdout, 'data');
  const [address] = /http:\S+/.exec(String(chunk)) ?? [];
  if (address === undefined) throw new Error(`no address in ${chunk}`);
  return address;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = 60, clients = 32] = process.argv.slice(2).map(Number);
  const soaked = await soak({ seconds, clients });
  process.stdout.write(`${JSON.stringify({ seconds, clients, ...soaked })}\n`);
  if (soaked.faults.length > 0) process.exitCode = 1;
}
