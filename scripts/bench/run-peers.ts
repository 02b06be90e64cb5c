// Builds and asks engines in turn on one file, and says how they compare.
//
// Each build and each list is done by every engine in every round, one after the other, so that the pace of
// the machine is the same for all. Figures are medians over the rounds. Engines have to agree wherever
// they are given the same tokens.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './format-results.ts';
import type { Contest, Material, QuestionList } from './peers/contest.ts';
import { idContest } from './peers/id-contest.ts';
import type { Answers, Peer } from './peers/peer.ts';
import { searchContest } from './peers/search-contest.ts';
import { wordContest } from './peers/word-contest.ts';

const rounds = 5;
const bins = 100;

/** What runs of each kind have. */
export const contestsOf = {
  peers: [wordContest, idContest],
  searches: [searchContest],
} as const;

export interface ReadyPeers {
  /** With the engines that can be had here. */
  readonly contests: readonly Contest[];
  /** The version of each engine, or why it is missing. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Makes the engines of contests ready; `folder` is theirs for the whole run. */
export function preparePeers(all: readonly Contest[], folder: string): ReadyPeers {
  const versions: Record<string, string> = {};
  const contests = all.map((contest) => ({
    ...contest,
    peers: contest.peers.filter((peer) => {
      const { name, version, isReady } = prepare(peer, folder);
      versions[name] = version;
      return isReady;
    }),
  }));
  return { contests, versions };
}

function prepare(
  peer: Peer,
  folder: string,
): { readonly name: string; readonly version: string; readonly isReady: boolean } {
  const { name } = peer;
  try {
    return { name, version: peer.prepare(folder), isReady: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`bench: ${name} is missing: ${reason}\n`);
    return { name, version: `missing: ${reason}`, isReady: false };
  }
}

/** Results of all engines of a contest on JSON lines that are not compressed; `folder` is empty. */
export function runContest(contest: Contest, corpus: string, folder: string): Result[] {
  const { measured, plain } = contest.write(corpus, folder);
  if (plain !== undefined) requireAgreementOn(contest, plain, folder);
  const builds = contest.builds.flatMap((form) => compareBuilds(contest, form, measured, folder));
  const answers = measured.lists.flatMap((list) => {
    const all = askInTurn(contest, list, folder);
    if (plain === undefined) requireAgreement(contest, all);
    return compareTimes(contest, list, all);
  });
  return [...builds, ...answers];
}

/** The answers of each engine, one a round. */
type Rounds = ReadonlyMap<Peer, readonly Answers[]>;

function requireAgreementOn(contest: Contest, plain: Material, folder: string): void {
  const own = join(folder, 'plain');
  mkdirSync(own);
  const form = { name: 'plain', threads: 1, storesText: false };
  for (const { name, build } of contest.peers) {
    build({ corpus: plain.corpus, index: join(own, name), ...form });
  }
  for (const { kind, path: list } of plain.lists) {
    const all = contest.peers.map((peer): [Peer, Answers[]] => {
      return [peer, [peer.ask({ index: join(own, peer.name), kind, list, bins })]];
    });
    requireAgreement(contest, new Map(all));
  }
  rmSync(own, { recursive: true });
}

/** Throws where an engine told another number than the first engine, or in another round. */
function requireAgreement({ compared, peers }: Contest, all: Rounds): void {
  const [firstPeer] = peers;
  const expected = firstPeer && all.get(firstPeer)?.[0]?.told;
  for (const [{ name }, rounds] of all) {
    for (const { told } of rounds) {
      for (const key of compared) {
        assert(told[key] !== undefined, `${name} tells no ${key}`);
        assert.deepEqual(told[key], expected?.[key], `${name} tells other ${key}`);
      }
    }
  }
}

/** Seconds of each engine; its index of the last round stays in the folder. */
function compareBuilds(
  { peers }: Contest,
  form: Contest['builds'][number],
  { corpus }: Material,
  folder: string,
): Result[] {
  const seconds = new Map(peers.map((peer) => [peer, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [peer, times] of seconds) {
      const index = join(folder, peer.name);
      rmSync(index, { recursive: true, force: true });
      times.push(peer.build({ corpus, index, ...form }));
    }
  }
  return peers.map((peer) => ({
    table: 'Builds',
    trial: form.name,
    by: peer.name,
    measured: {
      seconds: round(middleOf(seconds.get(peer) ?? [])),
      MB: round(countBytes(join(folder, peer.name)) / 1e6),
    },
  }));
}

function askInTurn({ peers }: Contest, { kind, path: list }: QuestionList, folder: string): Rounds {
  const all = new Map(peers.map((peer) => [peer, [] as Answers[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [peer, answers] of all) {
      answers.push(peer.ask({ index: join(folder, peer.name), kind, list, bins }));
    }
  }
  return all;
}

const tables = {
  phrases: 'Questions, microseconds a phrase',
  searches: 'Searches, microseconds a search',
} as const;

function compareTimes(contest: Contest, { name: list, kind }: QuestionList, all: Rounds): Result[] {
  return Object.entries(contest.questions[kind] ?? {}).flatMap(([key, asked]) =>
    [...all].map(([{ name }, answers]) => {
      const middle = (figure: 'mean' | 'median' | 'p99') => {
        return round(middleOf(answers.map(({ times }) => times[key]?.[figure] ?? Number.NaN)));
      };
      const measured = { mean: middle('mean'), median: middle('median'), p99: middle('p99') };
      return {
        table: tables[kind],
        trial: `${asked}, ${list}`,
        by: name,
        measured,
      };
    }),
  );
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
