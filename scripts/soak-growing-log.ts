// `node scripts/soak-growing-log.ts [ROUNDS] [EVERY_MS]`: index a log again and again while it grows.
//
// A writer appends while `firstseen index` runs, each run a process of its own, and some of the runs
// are killed with SIGKILL at a random moment. It tears its writes: a line, a gzip member or a zstd
// frame may be there in part for a while. Fails where the index does not hold a beginning of what
// was written, in order and each line once, or where a run ends with an error that is not due.

import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { IndexError } from '../errors.ts';
import { Snapshot } from '../store/snapshot.ts';
import { verifyIndex } from '../store/verify-index.ts';
import { seededRandom } from '../test/phrases.ts';

const main = fileURLToPath(new URL('../bin/firstseen.cjs', import.meta.url));

interface LogKind {
  readonly name: string;
  readonly line: (text: string) => string;
  readonly pack: (bytes: Buffer) => Buffer;
}

const json = (text: string) => JSON.stringify({ text });
const plain = (bytes: Buffer) => bytes;
export const logKinds: readonly LogKind[] = [
  { name: 'log.jsonl', line: json, pack: plain },
  { name: 'log.txt', line: (text) => text, pack: plain },
  { name: 'log.jsonl.gz', line: json, pack: (bytes) => gzipSync(bytes) },
  { name: 'log.jsonl.zst', line: json, pack: (bytes) => zstdCompressSync(bytes) },
];

interface SoakOptions {
  readonly rounds: number;
  /** Between the starts of two runs, at least; the writer appends all the while. */
  readonly everyMs: number;
  readonly seed?: number;
}

interface SoakedLog {
  readonly name: string;
  readonly lines: number;
  readonly runs: number;
  readonly killed: number;
  /** Runs that met a member or frame which was still being written. */
  readonly torn: number;
  readonly segments: number;
}

/** Throws at the first thing that is wrong. */
export async function soakLog(kind: LogKind, options: SoakOptions): Promise<SoakedLog> {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-log-'));
  const directory = join(folder, 'index');
  const random = seededRandom(options.seed ?? 1);
  const writer = new Writer(join(folder, kind.name), kind, random);
  try {
    const soaked = await soakRounds({ directory, random, writer }, kind.name, options);
    writer.finish();
    const last = await runIndex(directory, writer.path).ended;
    if (last !== '') throw new Error(`${kind.name}, at the end: ${last}`);
    const { records, segments } = requireBeginning(directory, writer.texts);
    if (records !== writer.texts.length)
      throw new Error(`${kind.name}: ${records} records at the end`);
    const damage = [...verifyIndex(directory)];
    if (damage.length > 0) throw new Error(`${kind.name}: ${JSON.stringify(damage)}`);
    return { name: kind.name, lines: records, ...soaked, runs: soaked.runs + 1, segments };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Log {
  readonly directory: string;
  readonly random: () => number;
  readonly writer: Writer;
}

async function soakRounds({ directory, random, writer }: Log, name: string, options: SoakOptions) {
  let killed = 0;
  let torn = 0;
  let runMs = 1000;
  // A run may end before its kill comes where the machine became quicker: then once more, sooner.
  let extra = 0;
  for (let round = 0; round < options.rounds || (killed === 0 && extra < 20); round++) {
    if (round >= options.rounds) extra++;
    const started = performance.now();
    const share = (0.2 + 0.7 * random()) / (1 + extra);
    const isKilled = extra > 0 || round % 3 === 1;
    const killAfterMs = isKilled ? Math.ceil(share * runMs) : undefined;
    const run = runIndex(directory, writer.path, killAfterMs);
    while (!run.isDone) {
      writer.append();
      await Promise.race([run.ended, pause(random() * 60)]);
    }
    const ended = await run.ended;
    if (killAfterMs === undefined) runMs = performance.now() - started;
    if (ended === 'killed') killed++;
    else if (/source_truncated/.test(ended)) torn++;
    else if (ended !== '') throw new Error(`${name}, round ${round}: ${ended}`);
    requireBeginning(directory, writer.texts);
    writer.append();
    await pause(Math.max(0, options.everyMs - (performance.now() - started)));
  }
  return { runs: options.rounds + extra, killed, torn };
}

/** Appends lines, and sometimes only a part of what is to be appended, the rest the next time. */
class Writer {
  readonly path: string;
  readonly texts: string[] = [];
  #kind: LogKind;
  #random: () => number;
  #left: Buffer = Buffer.alloc(0);

  constructor(path: string, kind: LogKind, random: () => number) {
    this.path = path;
    this.#kind = kind;
    this.#random = random;
    // Of a text that is read for the first time nobody could know that its last line is half.
    writeFileSync(path, kind.pack(this.#lines(3)));
  }

  append(): void {
    const isTorn = this.#random() < 0.4;
    if (this.#left.length === 0) this.#left = this.#kind.pack(this.#lines(1 + this.#random() * 20));
    const bytes = isTorn ? Math.floor(this.#random() * this.#left.length) : this.#left.length;
    appendFileSync(this.path, this.#left.subarray(0, bytes));
    this.#left = this.#left.subarray(bytes);
  }

  finish(): void {
    appendFileSync(this.path, this.#left);
    this.#left = Buffer.alloc(0);
  }

  #lines(count: number): Buffer {
    const lines: string[] = [];
    for (let i = 0; i < count; i++) {
      const text = `${this.texts.length} ${'語 of some words '.repeat(this.#random() * 40).trim()}`;
      this.texts.push(text);
      lines.push(`${this.#kind.line(text)}\n`);
    }
    return Buffer.from(lines.join(''));
  }
}

interface Running {
  /** Once done: nothing, "killed", or what was printed of an error. */
  readonly ended: Promise<string>;
  readonly isDone: boolean;
}

function runIndex(directory: string, path: string, killAfterMs?: number): Running {
  const child = spawn(
    process.execPath,
    [main, 'index', directory, '--from', path, '--workers', '1', '--memory', '500M', '--quiet'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(killAfterMs !== undefined && { timeout: killAfterMs, killSignal: 'SIGKILL' }),
    },
  );
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  let isDone = false;
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      isDone = true;
      if (signal === 'SIGKILL') resolve('killed');
      else resolve(code === 0 ? '' : `exit code ${code}: ${printed}`);
    });
  });
  return {
    ended,
    get isDone() {
      return isDone;
    },
  };
}

/** Throws unless the index holds the first of the texts, in order, each once. */
function requireBeginning(directory: string, texts: readonly string[]) {
  if (!existsSync(directory)) return { records: 0, segments: 0 };
  using snapshot = openSnapshot(directory);
  const segments = snapshot?.segments ?? [];
  let rank = 0;
  for (const segment of segments) {
    for (let record = 0; record < segment.records; record++, rank++) {
      const text = segment.texts?.parts(record).join('');
      if (text === texts[rank]) continue;
      throw new Error(`rank ${rank} holds ${text}, expected ${texts[rank]}`);
    }
  }
  return { records: rank, segments: segments.length };
}

/** Undefined where a run was killed before its first commit. */
function openSnapshot(directory: string): Snapshot | undefined {
  try {
    return Snapshot.open(directory);
  } catch (error) {
    if (error instanceof IndexError && /not_found|not_an_index/.test(error.code)) return undefined;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rounds = 100, everyMs = 1000] = process.argv.slice(2).map(Number);
  const all = logKinds.map((kind, i) => soakLog(kind, { rounds, everyMs, seed: i + 1 }));
  for (const soaked of await Promise.all(all)) process.stdout.write(`${JSON.stringify(soaked)}\n`);
}
