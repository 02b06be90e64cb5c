// Builds and asks engines in turn on one file, and says how they compare.
//
// First all have to agree on a corpus of plain words. Then each build and each list is done by every
// engine in every round, one after the other, so that the machine's pace is the same for all. Figures
// are medians over the rounds.

import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../text/analyzer.ts';
import { commonPhrases, samplePhrases } from './choose-phrases.ts';
import type { Result } from './format-results.ts';
import { firstseenPeer } from './peers/firstseen-peer.ts';
import type { BuildOptions, Peer } from './peers/peer.ts';
import { writePlainCorpus } from './peers/plain-corpus.ts';
import { tantivyPeer } from './peers/tantivy-peer.ts';
import { readRecords } from './read-records.ts';

const peers: readonly Peer[] = [firstseenPeer, tantivyPeer];
/** As their own files pin them. */
export const peerVersions = 'tantivy 0.27.0';
const rounds = 5;
const bins = 100;

const builds = [
  { name: 'build, 2 threads, without text', threads: 2, storesText: false },
  { name: 'build, 2 threads, with text', threads: 2, storesText: true },
  { name: 'build, 1 thread, without text', threads: 1, storesText: false },
] as const;

/** Results of all engines on JSON lines that are not compressed; `folder` is for temporary files. */
export function runPeers(corpus: string, folder: string): Result[] {
  for (const peer of peers) peer.prepare();
  requireAgreement(corpus, folder);
  const results = builds.map(({ name, ...form }) => compareBuilds(name, form, { corpus, folder }));
  return [...results, ...compareAnswers(corpus, folder)];
}

function requireAgreement(corpus: string, folder: string): void {
  const plain = { corpus: join(folder, 'plain.jsonl'), phrases: join(folder, 'plain.txt') };
  writePlainCorpus(corpus, plain, 2000);
  const all = peers.map((peer) => {
    const index = join(folder, `plain-${peer.name}`);
    peer.build({ corpus: plain.corpus, index, threads: 1, storesText: false });
    const { records, firsts } = peer.ask({ index, phrases: plain.phrases, bins });
    return { records, firsts };
  });
  for (const answers of all.slice(1)) assert.deepEqual(answers, all[0]);
}

interface Places {
  readonly corpus: string;
  readonly folder: string;
}

/** Seconds of whole processes; the last round's index stays in the folder. */
function compareBuilds(
  name: string,
  form: Pick<BuildOptions, 'threads' | 'storesText'>,
  { corpus, folder }: Places,
): Result {
  const seconds = new Map(peers.map((peer) => [peer, [] as number[]]));
  const bytes = new Map<Peer, number>();
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      const index = join(folder, peer.name);
      rmSync(index, { recursive: true, force: true });
      const started = performance.now();
      peer.build({ corpus, index, ...form });
      seconds.get(peer)?.push((performance.now() - started) / 1000);
      bytes.set(peer, countBytes(index));
    }
  }
  const measured: Record<string, number> = {};
  for (const [peer, times] of seconds) {
    measured[`${peer.name}, s`] = round(middleOf(times));
    measured[`${peer.name}, MB`] = round((bytes.get(peer) ?? 0) / 1e6);
  }
  return { trial: name, native: true, measured };
}

function compareAnswers(corpus: string, folder: string): Result[] {
  const records = readRecords(corpus);
  const hasWord = (phrase: string) => /[a-z0-9]/i.test(phrase);
  const lists = {
    'random phrases': samplePhrases(records, 4000).filter(hasWord).slice(0, 1000),
    'common phrases': commonPhrases().filter((phrase) => {
      return analyze(phrase, 'words').every(hasWord);
    }),
  };
  return Object.entries(lists).flatMap(([name, phrases]) => {
    const list = join(folder, 'phrases.txt');
    writeFileSync(list, `${phrases.join('\n')}\n`);
    return askInTurn(name, list, folder);
  });
}

/** Microseconds a phrase: mean, median and p99, each the median over the rounds. */
function askInTurn(name: string, phrases: string, folder: string): Result[] {
  const runs = peers.map((peer) => ({ peer, answers: [] as ReturnType<Peer['ask']>[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { peer, answers } of runs) {
      answers.push(peer.ask({ index: join(folder, peer.name), phrases, bins }));
    }
  }
  return (['first', 'timeline'] as const).map((question) => {
    const measured: Record<string, number> = {};
    for (const { peer, answers } of runs) {
      for (const figure of ['mean', 'median', 'p99'] as const) {
        const all = answers.map((one) => one[question][figure]);
        measured[`${peer.name}, ${figure}, us`] = round(middleOf(all));
      }
    }
    const asked = question === 'first' ? 'first step' : `${bins} bins`;
    return { trial: `${asked}, ${name}`, native: true, measured };
  });
}

function countBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
