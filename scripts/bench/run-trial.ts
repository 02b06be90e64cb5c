// One trial in this process: `run-trial.ts NAME CORPUS INDEX`. Prints its figures as one JSON line.

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { hostilePhrases, randomPhrases, seededRandom } from '../../test/phrases.ts';
import { askEngine, checkAnswers } from './ask-engine.ts';
import { askNaive, buildNaive } from './naive-index.ts';
import { readRecords } from './read-records.ts';

type Figures = Record<string, number | string>;

const [name = '', corpus = '', index = ''] = process.argv.slice(2);
const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
const gibibyte = 2 ** 30;
const list = `${index}.phrases`;

async function build(workers: number, memoryBytes: number): Promise<Figures> {
  rmSync(index, { recursive: true, force: true });
  const { tokens, seconds, segments } = await buildIndex(index, {
    from: [corpus],
    stepRule: { batch_size: 1 },
    workers,
    memoryBytes,
  });
  return {
    'M tokens/s': round(tokens / seconds / 1e6, 2),
    seconds: round(seconds, 2),
    tokens,
    segments,
    'peak MiB': peakMiB(),
  };
}

function naive(): Figures {
  const started = performance.now();
  const { tokens } = buildNaive(readRecords(corpus));
  const seconds = (performance.now() - started) / 1000;
  return {
    'M tokens/s': round(tokens / seconds / 1e6, 2),
    seconds: round(seconds, 2),
    tokens,
    'peak MiB': peakMiB(),
  };
}

function sizes(): Figures {
  using catalogue = Catalogue.openForReading(index);
  const segments = catalogue.snapshot()?.segments ?? [];
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const tokens = sum(segments.map((segment) => segment.tokens));
  const indexBytes = sum(segments.map((segment) => segment.index.byteLength));
  const textStore = sum(segments.map((segment) => segment.text?.byteLength ?? 0));
  const textBytes = sum(readRecords(corpus).map(({ text }) => Buffer.byteLength(text)));
  return {
    'index bytes/token': round(indexBytes / tokens, 2),
    'text store / text': round(textStore / textBytes, 3),
    'text bytes': textBytes,
  };
}

function phrases(): string[] {
  const texts = readRecords(corpus).map(({ text }) => text);
  return [...randomPhrases(texts, 1000, seededRandom(11)), ...hostilePhrases()];
}

function processOnePhrase(): Figures {
  const times: number[] = [];
  for (let run = 0; run < 12; run++) {
    const started = performance.now();
    spawnSync(process.execPath, [main, 'query', index, 'of the', '--json'], { stdio: 'ignore' });
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { 'seconds, median': round((times[6] ?? Number.NaN) / 1000, 3) };
}

function processManyPhrases(): Figures {
  const texts = readRecords(corpus).map(({ text }) => text);
  writeFileSync(list, `${randomPhrases(texts, 100_000, seededRandom(5)).join('\n')}\n`);
  return askList(['query', index], `${list}.out`);
}

/** Of the list that the trial before has asked, whose answers it has to give again. */
function processScan(): Figures {
  const figures = askList(['scan', '--from', corpus, '--batch-size', '1'], `${list}.scanned`);
  const asked = readFileSync(`${list}.out`);
  if (!asked.equals(readFileSync(`${list}.scanned`))) throw new Error('scan and query differ');
  return figures;
}

/** A process that answers the list. */
function askList(command: readonly string[], out: string): Figures {
  const args = [main, ...command, '--phrases', list, '--json'];
  const script = 'out=$1; shift; exec "$0" "$@" > "$out"';
  const started = performance.now();
  const { status } = spawnSync('/bin/sh', ['-c', script, process.execPath, out, ...args], {
    stdio: 'inherit',
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${command[0]} ended with ${status}`);
  const answers = readFileSync(out, 'utf8').trim().split('\n').length;
  if (answers !== 100_000) throw new Error(`${answers} answers`);
  return { seconds: round(seconds, 2), 'us a phrase': round((seconds / 100_000) * 1e6, 1) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function peakMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

const run: Readonly<Record<string, () => Figures | Promise<Figures>>> = {
  'build-naive': naive,
  'build-1-worker': () => build(1, 4 * gibibyte),
  'build-2-workers-1G': () => build(2, gibibyte),
  'build-2-workers': () => build(2, 4 * gibibyte),
  sizes,
  'answers-equal-oracle': () => checkAnswers(index, readRecords(corpus), phrases()),
  query: () => askEngine(index, readRecords(corpus)),
  'query-naive': () => askNaive(readRecords(corpus)),
  'process-one-phrase': processOnePhrase,
  'process-100000-phrases': processManyPhrases,
  'process-scan-100000-phrases': processScan,
};

const trial = run[name];
if (trial === undefined) throw new Error(`no trial ${name}`);
process.stdout.write(`${JSON.stringify(await trial())}\n`);
