// All of BLiMP over the English novels, against brute force: every count, every side, every step.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { readPairFiles } from '../../splits/pairs/read-pair-files.ts';
import { findCriticalPhrases } from '../../splits/phrases/find-critical-phrase.ts';
import type { Split } from '../../splits/split.ts';
import { splitPairs } from '../../splits/split-pairs.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { naiveExposures } from './naive-exposures.ts';

const blimp = '../shared/data/blimp';
const novels = '../shared/data/corpora/english-novels-by-year.jsonl.zst';
const isThere = existsSync(blimp) && existsSync(novels);
const skip = { skip: isThere ? false : 'the shared data are absent' };
const at = [10, 49, 98];

/** Exposures with step <= S. */
function countBy(steps: ReadonlyMap<string, number[]>, phrase: string, step: number): number {
  return (steps.get(phrase) ?? []).filter((other) => other <= step).length;
}

/** Each pair's place, by set and row. */
function placesOf({ sets }: Split): Map<string, string> {
  const places = new Map<string, string>();
  const put = (set: string, row: number, place: string) => {
    const key = `${set} ${row}`;
    assert.equal(places.get(key), undefined, `${key} is in one place`);
    places.set(key, place);
  };
  for (const { name, proxyTrain, proxyValidation, dropped } of sets) {
    for (const { row } of proxyTrain) put(name, row, 'train');
    for (const { row } of proxyValidation) put(name, row, 'validation');
    for (const { row, reason } of dropped) put(name, row, reason);
  }
  return places;
}

t.test('67 sets over 98 novels, a novel a step', skip, async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildIndex(directory, { from: [novels], stepRule: { batch_size: 1 }, storesText: false });
  const paths = readdirSync(blimp)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(blimp, name));
  const sets = await readPairFiles(paths);
  using snapshot = Snapshot.open(directory);
  const splits = await splitPairs(snapshot, sets, { at });

  const lines = zstdDecompressSync(readFileSync(novels)).toString().trimEnd().split('\n');
  const records = lines.map((line, rank) => {
    return { text: (JSON.parse(line) as { text: string }).text, id: null, step: rank + 1 };
  });
  const phrasesOf = sets.flatMap(({ rows }) =>
    rows.flatMap(({ phrases }) => ('good' in phrases ? [phrases.good, phrases.bad] : [])),
  );
  const steps = naiveExposures(records, [...new Set(phrasesOf)]);

  await t.test('every count and first step is that of brute force', async (t) => {
    let exposed = 0;
    for (const split of splits) {
      for (const { name, proxyTrain, proxyValidation } of split.sets) {
        for (const { row, good, bad } of [...proxyTrain, ...proxyValidation]) {
          for (const { phrase, count, firstStep } of [good, bad]) {
            const expected = countBy(steps, phrase, split.at);
            assert.equal(count, expected, `${name} ${row}: ${phrase} by ${split.at}`);
            assert.equal(firstStep, expected === 0 ? null : (steps.get(phrase)?.[0] ?? null));
            if (count > 0) exposed += 1;
          }
        }
      }
    }
    t.ok(exposed > 20_000, `${exposed} exposed phrases of examples`);
  });

  await t.test('every pair of 67,000 is in one place, and proxy-train only grows', async (t) => {
    const places = splits.map(placesOf);
    for (const of of places) t.equal(of.size, 67_000);
    const trains = places.map((of) => [...of].filter(([, place]) => place === 'train'));
    trains.forEach((train, i) => {
      const later = places[i + 1];
      if (later === undefined) return;
      t.ok(
        train.every(([key]) => later.get(key) === 'train'),
        `step ${at[i]} within ${at[i + 1]}`,
      );
      t.ok(train.length < (trains[i + 1]?.length ?? 0), 'and more are met later');
    });
  });

  await t.test('an example is proxy-train exactly where one of its phrases was met', async (t) => {
    const pairs = new Map(sets.map(({ name, rows }) => [name, rows]));
    for (const split of splits) {
      for (const [key, place] of placesOf(split)) {
        const [name = '', row] = key.split(' ');
        const phrases = pairs.get(name)?.[Number(row)]?.phrases;
        assert.ok(phrases !== undefined);
        if ('dropped' in phrases) {
          assert.equal(place, phrases.dropped);
          continue;
        }
        const met = [phrases.good, phrases.bad].some((one) => countBy(steps, one, split.at) > 0);
        assert.equal(place, met ? 'train' : 'validation', key);
      }
    }
    t.pass();
  });

  await t.test('the rule of a set is found by the name of its file', async (t) => {
    const set = sets.find(({ name }) => name === 'determiner_noun_agreement_1');
    const { sentence_good: good, sentence_bad: bad } = JSON.parse(set?.rows[7]?.json ?? '');
    t.strictSame(
      set?.rows[7]?.phrases,
      findCriticalPhrases('determiner_noun_agreement_1', { good, bad }),
    );
    t.equal(set?.class, 'short');
  });
});
