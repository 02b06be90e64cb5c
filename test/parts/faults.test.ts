// Random faults while a corpus is built in parts, by real processes: each is named, fixed by running the one
// task again, and never assembled wrong. TEST_RUNS=10 runs more of them than the one of each kind.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { assembleParts } from '../../parts/assemble-parts.ts';
import { buildPart } from '../../parts/build-part.ts';
import { planParts } from '../../parts/plan-parts.ts';
import { writePlanFile } from '../../parts/write-plan.ts';
import { runCli } from '../cli/run-cli.ts';
import { collectOutput } from '../collect-output.ts';
import { seededRandom } from '../phrases.ts';
import { runsOf, testSeed } from '../runs.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { contentsOf, small } from './in-parts.ts';

const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
const random = seededRandom(testSeed);
const below = (bound: number) => Math.floor(random() * bound);

const folder = temporaryFolder(t);
const source = writeLines(join(folder, 'a.jsonl'), someLines(6000, 3));
const more = writeLines(join(folder, 'b.jsonl'), someLines(1500, 4));
const options = { from: [source, more], stepRule: { words: 500 } };
const plan = await planParts({ ...options, parts: 5 });
const planFile = join(folder, 'plan.json');
writePlanFile(planFile, plan);
const built = join(folder, 'built');
for (const { rank } of plan.parts) await buildPart(plan, { ...small, rank, out: built });
const one = join(folder, 'one');
await buildIndex(one, { ...small, ...options });
const expected = contentsOf(one);

interface Ended {
  readonly code: number | null;
  readonly error: string;
}

/** Runs the one task, and signals it after `delayMs`. */
async function runTask(
  shards: string,
  rank: number,
  fault?: { signal: 'SIGKILL' | 'SIGTERM' | 'SIGUSR1'; delayMs: number },
): Promise<Ended> {
  const args = [main, 'build', planFile, '--rank', `${rank}`, '--out', shards, '--workers', '1'];
  const child = spawn(process.execPath, [...args, '--json', '--quiet'], { stdio: 'pipe' });
  const output = collectOutput(child);
  if (fault !== undefined) {
    await Promise.race([pause(fault.delayMs), once(child, 'close')]);
    child.kill(fault.signal);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return { code: child.exitCode, error: errorIn(output.stderr) };
}

function errorIn(stderr: string): string {
  const line = stderr.split('\n').find((text) => text.startsWith('{"error"'));
  return line === undefined ? '' : JSON.parse(line).error.code;
}

/** The same task without a fault, and without another one at its side. */
async function runAgain(shards: string, rank: number) {
  const args = ['build', planFile, '--rank', `${rank}`, '--out', shards, '--workers', '1'];
  const { code, stderr } = await runCli('.', [...args, '--json', '--quiet']);
  return { code, error: errorIn(stderr) };
}

/** The assembly of what is there: its contents, or the error with the ranks that it names. */
async function assemble(
  shards: string,
): Promise<{ contents?: unknown; code?: string; array?: string }> {
  const into = join(shards, 'index');
  rmSync(into, { recursive: true, force: true });
  try {
    await assembleParts(plan, { shards, into });
    return { contents: contentsOf(into) };
  } catch (error) {
    const { code, details } = error as { code: string; details: { array: string } };
    return { code, array: details?.array };
  }
}

/** What goes wrong with the part `rank`, of which nothing is built yet unless the fault builds it. */
type Fault = (t: Tap, shards: string, rank: number) => Promise<void>;
type Tap = typeof t;

/** How long a task takes here; signals come while it does. */
const startedMs = performance.now();
await runTask(join(folder, 'timed'), 0);
const taskMs = performance.now() - startedMs;
const delay = () => Math.round(taskMs * (0.3 + 0.7 * random()));
const shardOf = (shards: string, rank: number) => join(shards, plan.digest, String(rank));

async function expectMissing(t: Tap, shards: string, rank: number): Promise<void> {
  const { contents, ...named } = await assemble(shards);
  if (contents !== undefined) t.strictSame(contents, expected, 'the task had come to its end');
  else t.same(named, { code: 'parts_missing', array: `${rank}` });
}

const faults: Readonly<Record<string, Fault>> = {
  'killed, perhaps twice': async (t, shards, rank) => {
    for (let kills = 1 + below(2); kills > 0; kills--) {
      await runTask(shards, rank, { signal: 'SIGKILL', delayMs: delay() });
    }
    await expectMissing(t, shards, rank);
  },
  requeued: async (t, shards, rank) => {
    const signal = below(2) === 0 ? 'SIGTERM' : 'SIGUSR1';
    const { code, error } = await runTask(shards, rank, { signal, delayMs: delay() });
    // Before it listens, it ends by the signal.
    t.ok(
      code === 0 || code === null || (code === 75 && error === 'part_interrupted'),
      `${code} ${error}`,
    );
    await expectMissing(t, shards, rank);
  },
  'run twice at once': async (t, shards, rank) => {
    const ends = await Promise.all([runTask(shards, rank), runTask(shards, rank)]);
    t.same(
      ends.map(({ code }) => code),
      [0, 0],
    );
    t.strictSame((await assemble(shards)).contents, expected);
    t.notOk(
      readdirSync(join(shards, plan.digest)).some((name) => name.includes('.')),
      'nothing is left',
    );
  },
  'run twice at once, one of them killed': async (_, shards, rank) => {
    await Promise.all([
      runTask(shards, rank, { signal: 'SIGKILL', delayMs: delay() }),
      runTask(shards, rank),
    ]);
  },
  'a corrupted shard': async (t, shards, rank) => {
    const shard = shardOf(shards, rank);
    cpSync(shardOf(built, rank), shard, { recursive: true });
    const files = ['shard.json', 'segments/000001.index', 'segments/000001.text'];
    const path = join(shard, files[below(files.length)] as string);
    const bytes = readFileSync(path);
    const at = below(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    writeFileSync(path, below(4) === 0 ? bytes.subarray(0, at) : bytes);
    t.same(await assemble(shards), { code: 'part_damaged', array: `${rank}` });
  },
  'a changed source': async (t, shards, rank) => {
    const { source: place, from, to } = plan.parts[rank]?.pieces[0] ?? {};
    const path = place === 0 ? source : more;
    const bytes = readFileSync(path);
    const end = to?.endByte ?? bytes.length;
    const start = from?.endByte ?? 0;
    const changed = Buffer.from(bytes);
    // A digit or letter of the part's own piece.
    let at = start + below(end - start);
    while (!/[a-y]/.test(String.fromCharCode(changed[at] as number)))
      at = start + ((at + 1 - start) % (end - start));
    changed[at] = (changed[at] as number) + 1;
    writeFileSync(path, below(3) === 0 ? bytes.subarray(0, bytes.length - 9) : changed);
    if (below(2) === 0) await runTask(shards, rank, { signal: 'SIGKILL', delayMs: delay() });
    const { code, error } = await runTask(shards, rank);
    writeFileSync(path, bytes);
    // A change may make a line that is not JSON before the end of the piece is reached.
    const named = ['source_changed', 'not_json', 'missing_field', 'wrong_field_type'];
    t.ok(code === 3 && named.includes(error), `${code} ${error}`);
    t.same(await assemble(shards), { code: 'parts_missing', array: `${rank}` });
  },
  'a full disk': async (t, shards, rank) => {
    const mount = mkdtempSync(join(tmpdir(), 'firstseen-full-'));
    const { files } = JSON.parse(readFileSync(join(shardOf(built, rank), 'shard.json'), 'utf8'));
    const bytes = files.reduce(
      (sum: number, file: { byteLength: number }) => sum + file.byteLength,
      0,
    );
    // At least a page; less than the part has.
    const size = String(Math.round(4096 + bytes * 0.8 * random()));
    const isMounted =
      spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', mount]).status === 0;
    if (!isMounted) return t.comment('a small tmpfs cannot be mounted here: the disk stays empty');
    try {
      const { code, error } = await runTask(mount, rank);
      t.same({ code, error }, { code: 3, error: 'disk_full' }, size);
      spawnSync('mount', ['-o', 'remount,size=64m', mount]);
      t.same((await runTask(mount, rank)).code, 0);
      cpSync(shardOf(mount, rank), shardOf(shards, rank), { recursive: true });
    } finally {
      spawnSync('umount', [mount]);
      rmSync(mount, { recursive: true });
    }
  },
  'a lost rank': async (t, shards, rank) => {
    cpSync(shardOf(built, rank), shardOf(shards, rank), { recursive: true });
    rmSync(shardOf(shards, rank), { recursive: true });
    t.same(await assemble(shards), { code: 'parts_missing', array: `${rank}` });
  },
};

const kinds = Object.entries(faults);
const runs = runsOf(kinds.length);

for (let run = 0; run < runs; run++) {
  const [kind, fault] = kinds[run < kinds.length ? run : below(kinds.length)] as [string, Fault];
  const rank = below(plan.parts.length);
  t.test(`run ${run} of seed ${testSeed}: ${kind}, part ${rank}`, async (t) => {
    const shards = join(folder, `run-${run}`);
    mkdirSync(join(shards, plan.digest), { recursive: true });
    for (const other of plan.parts) {
      if (other.rank === rank) continue;
      cpSync(shardOf(built, other.rank), shardOf(shards, other.rank), { recursive: true });
    }
    await fault(t as Tap, shards, rank);
    t.same(await runAgain(shards, rank), { code: 0, error: '' }, 'the one task, run again');
    t.strictSame((await assemble(shards)).contents, expected);
    rmSync(shards, { recursive: true });
  });
}
