// `node scripts/scale/measure-scale.ts CORPUS.jsonl`: the constants of scale-model.ts, and its predictions held
// against runs at three sizes that differ by ten each. The corpus has records of a few kB, at least 1.1 GB.
//
// Constants come from a part behind the middle of the corpus, and the runs are of its beginning. All builds take
// turns in rounds, and of each the one in the middle counts: the pace of a machine may change within minutes. A
// line of results goes to bench/history/scale.jsonl, from which write-scale.ts makes the tables of docs/scale.md.

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { zstdCompressSync } from 'node:zlib';
import { defaultShards } from '../../cli/options/default-shards.ts';
import { randomPhrases, seededRandom } from '../../test/phrases.ts';
import { type BuildConstants, predictCost } from './scale-model.ts';

const [, , corpus] = process.argv;
if (corpus === undefined)
  throw new Error('usage: node scripts/scale/measure-scale.ts CORPUS.jsonl');

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'bin/firstseen.cjs');
const hook = fileURLToPath(new URL('report-usage.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'firstseen-scale-'));
const mebibyte = 2 ** 20;
const memoryBytes = 4 * 2 ** 30;
const buildRounds = 5;
/** Of the two builds that the constants are of. */
const [littleTextBytes, largeTextBytes] = [20e6, 400e6];

interface Usage {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly pageFaults: number;
}

/** Runs the command to its end; of an exit code other than 0 it throws. */
function run(...args: string[]): Usage & { stdout: string } {
  const usagePath = join(folder, 'usage');
  rmSync(usagePath, { force: true });
  const NODE_OPTIONS = `--import=${hook}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: { ...process.env, NODE_OPTIONS, FIRSTSEEN_USAGE: usagePath },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  return { stdout, ...(JSON.parse(readFileSync(usagePath, 'utf8')) as Usage) };
}

/** Writes lines from the byte `start` on to compressed files, each of so much text. */
async function writeFiles(
  name: string,
  start: number,
  { files, bytes }: { files: number; bytes: number },
) {
  const names: string[] = [];
  let lines: string[] = [];
  let held = 0;
  let isFirst = start > 0;
  const input = createReadStream(corpus as string, { start });
  for await (const line of createInterface({ input })) {
    // The first one is cut by `start`.
    if (!isFirst) {
      lines.push(line);
      held += Buffer.byteLength(line) + 1;
    }
    isFirst = false;
    if (held < bytes) continue;
    names.push(writeLines(`${name}-${names.length}.jsonl.zst`, lines));
    [lines, held] = [[], 0];
    if (names.length === files) break;
  }
  input.destroy();
  if (names.length < files)
    throw new Error(`${corpus} is too small: ${names.length} of ${files} files`);
  return names;
}

function writeLines(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, zstdCompressSync(`${lines.join('\n')}\n`));
  closeSync(file);
  return path;
}

interface Measured {
  readonly tokens: number;
  readonly parts: number;
  readonly planSeconds: number;
  readonly buildSeconds: number;
  readonly assembleSeconds: number;
  readonly coreSeconds: number;
  readonly peakBytes: number;
  readonly fileBytes: number;
  readonly indexBytes: number;
  readonly textBytes: number;
  readonly segments: number;
}

function indexOf(name: string): string {
  return join(folder, `${name}.idx`);
}

/** Plan, build and assemble, one task after the other. */
function buildParts(name: string, { files, parts }: Build): Measured {
  const [plan, into] = [join(folder, `${name}.json`), indexOf(name)];
  // Parts that were built before would not be built again.
  for (const path of [plan, into, defaultShards(plan)])
    rmSync(path, { recursive: true, force: true });
  const planned = run('plan', '--from', ...files, '--parts', `${parts}`, '--out', plan, '--quiet');
  const options = ['--workers', '1', '--memory', `${memoryBytes / mebibyte}M`, '--quiet'];
  const builds = Array.from({ length: parts }, (_, rank) =>
    run('build', plan, '--rank', `${rank}`, ...options),
  );
  const assembled = run('assemble', plan, '--into', into, '--quiet');
  const { tokens, segments, bytes } = JSON.parse(run('info', into, '--json').stdout);
  const buildSeconds = builds.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return {
    ...{ tokens, parts, segments },
    planSeconds: planned.cpuSeconds,
    buildSeconds,
    assembleSeconds: assembled.cpuSeconds,
    coreSeconds: planned.cpuSeconds + buildSeconds + assembled.cpuSeconds,
    peakBytes: Math.max(...builds.map(({ peakBytes }) => peakBytes)),
    fileBytes: files.reduce((sum, path) => sum + statSync(path).size, 0),
    indexBytes: bytes.index,
    textBytes: bytes.text,
  };
}

interface Build {
  readonly files: readonly string[];
  readonly parts: number;
}

/** Of each build the run whose processor time is in the middle. The index of the last one stays, under its name. */
function buildInTurns<Name extends string>(
  builds: Readonly<Record<Name, Build>>,
): Record<Name, Measured> {
  const runs = Object.entries<Build>(builds).map(([name, build]) => {
    return { name, build, own: [] as Measured[] };
  });
  for (let round = 0; round < buildRounds; round++) {
    for (const { name, build, own } of runs) own.push(buildParts(name, build));
  }
  const middles = runs.map(({ name, own }) => {
    own.sort((a, b) => a.coreSeconds - b.coreSeconds);
    return [name, own[Math.floor(buildRounds / 2)]];
  });
  return Object.fromEntries(middles);
}

/** Phrases of the first records of the corpus. */
async function samplePhrases(count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const line of createInterface({ input: createReadStream(corpus as string) })) {
    texts.push(JSON.parse(line).text);
    if (texts.length === 5000) break;
  }
  return randomPhrases(texts, count, seededRandom(5));
}

interface Asked {
  readonly index: string;
  readonly segments: number;
}

/**
 * Seconds a phrase and segment, from an index of one segment and one of several, and the pages that a phrase
 * reads. Those are counted by page faults of few phrases with all in memory: the system maps 64 KiB at a fault,
 * so a page is missed only if a neighbour was there before. Faults of the process itself are those of the same
 * list with the index `tiny`.
 */
async function measureAsking(one: Asked, several: Asked, tiny: string) {
  const phrases = await samplePhrases(100_000);
  const ask = (directory: string, from: number, to: number) => {
    const path = join(folder, 'phrases.txt');
    writeFileSync(path, `${phrases.slice(from, to).join('\n')}\n`);
    return run('query', directory, '--phrases', path, '--json', '--threads', '1', '--quiet');
  };
  const secondsOf = ({ index }: Asked) => {
    const rounds = [0, 1, 2].map(() => {
      return ask(index, 0, 100_000).cpuSeconds - ask(index, 0, 1000).cpuSeconds;
    });
    return median(rounds) / 99_000;
  };
  const [ofOne, ofSeveral] = [secondsOf(one), secondsOf(several)];
  const perSegment = (ofSeveral - ofOne) / (several.segments - one.segments);
  const faults = [0, 1, 2, 3, 4].map((round) => {
    const [from, first, all] = [1000 * round, 1000 * round + 1, 1000 * round + 51];
    const of = (index: string) =>
      ask(index, from, all).pageFaults - ask(index, from, first).pageFaults;
    return of(several.index) - of(tiny);
  });
  return {
    askSeconds: ofOne - one.segments * perSegment,
    askSecondsPerSegment: perSegment,
    pagesPerSegment: median(faults) / 50 / several.segments,
  };
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Tokens of the analyzer for each token of a tokenizer, on some records. */
async function tokensPerModelToken(): Promise<number> {
  const tokenizer = join(root, '../shared/data/tokenizers/gpt-neox-20b.json');
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(corpus as string) })) {
    lines.push(line);
    if (lines.length === 2000) break;
  }
  const name = writeLines('model.jsonl.zst', lines);
  const description = { format: 'jsonl', files: [name], tokenizer, steps: { model_tokens: 1000 } };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(description));
  const index = join(folder, 'model.idx');
  run('index', index, '--run', join(folder, 'run.json'), '--quiet');
  const info = JSON.parse(run('info', index, '--json').stdout);
  return info.tokens / info.model_tokens;
}

/** Builds of one part, by how much they have to read. */
type MeasuredOne = Readonly<Record<'nothing' | 'little' | 'large', Measured>>;

async function constantsOf({ nothing, little, large }: MeasuredOne): Promise<BuildConstants> {
  const largeBytes = large.indexBytes + large.textBytes;
  const buildSecondsPerToken =
    (large.buildSeconds - little.buildSeconds) / (large.tokens - little.tokens);
  return {
    planStartSeconds: nothing.planSeconds,
    // Its code is compiled, as in every build; a build of nothing compiles little.
    partStartSeconds: little.buildSeconds - little.tokens * buildSecondsPerToken,
    planSecondsPerByte: (large.planSeconds - nothing.planSeconds) / large.fileBytes,
    buildSecondsPerToken,
    assembleStartSeconds: nothing.assembleSeconds,
    assembleSecondsPerByte: (large.assembleSeconds - nothing.assembleSeconds) / largeBytes,
    textBytesPerToken: largeTextBytes / large.tokens,
    fileBytesPerToken: large.fileBytes / large.tokens,
    indexBytesPerToken: large.indexBytes / large.tokens,
    storedTextBytesPerToken: large.textBytes / large.tokens,
    tokensPerModelToken: await tokensPerModelToken(),
  };
}

try {
  const behind = Math.floor(statSync(corpus).size * 0.6);
  const sized = (bytes: number, files = 1) => ({ files, bytes });
  // The last three have 10 MB, 100 MB and 1 GB of text.
  const measured = buildInTurns({
    nothing: { files: [writeLines('nothing.jsonl.zst', ['{"text":"a"}'])], parts: 1 },
    little: { files: await writeFiles('little', behind, sized(littleTextBytes)), parts: 1 },
    large: { files: await writeFiles('large', behind, sized(largeTextBytes)), parts: 1 },
    small: { files: await writeFiles('small', 0, sized(10e6)), parts: 1 },
    middle: { files: await writeFiles('middle', 0, sized(100e6)), parts: 1 },
    whole: { files: await writeFiles('whole', 0, sized(100e6, 10)), parts: 10 },
  });
  const ofBuild = await constantsOf(measured);
  const runs = [measured.small, measured.middle, measured.whole].map((run) => {
    return { measured: run, predicted: predictCost(ofBuild, { ...run, memoryBytes }) };
  });
  const [asked, several] = (['large', 'whole'] as const).map((name) => {
    return { index: indexOf(name), segments: measured[name].segments };
  }) as [Asked, Asked];
  const asking = await measureAsking(asked, several, indexOf('nothing'));
  const constants = { ...ofBuild, ...asking };
  const machine = { processor: `${cpus().length} cores, ${cpus()[0]?.model.trim()}` };
  const date = new Date().toISOString().slice(0, 10);
  const line = { date, machine, memoryBytes, constants, runs };
  console.log(JSON.stringify(line, undefined, 1));
  appendFileSync(join(root, 'bench/history/scale.jsonl'), `${JSON.stringify(line)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
