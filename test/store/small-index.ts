// A small index with everything in it, and all that can be asked of it as plain data.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { answerPhrase, answerPhrases } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';

export interface Line {
  readonly text: string;
  readonly id?: string | null;
}

const vocabulary = ['the', 'of', 'a', 'sketch', 'naïve', '漢', "don't", '.', '3.14', '😀', 'paula'];

/** Records of a few words each, reproducible; every third has an id, the ids not all ASCII. */
export function someLines(count: number, seed = 1): Line[] {
  let state = seed;
  const next = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  return Array.from({ length: count }, (_, i) => {
    const text = Array.from({ length: next(24) }, () => vocabulary[next(vocabulary.length)]);
    return { text: text.join(' '), ...(i % 3 === 0 && { id: `ré-${seed}-${i}` }) };
  });
}

export function writeLines(path: string, lines: readonly object[]): string {
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

/** An empty folder that goes away with the test. */
export function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An index of two segments, made by two commands, with texts and ids. */
export async function buildSmallIndex(directory: string): Promise<void> {
  for (const part of [0, 1]) {
    const from = [writeLines(`${directory}-${part}.jsonl`, someLines(40, part + 1))];
    const stepRule = { batch_size: 7 };
    await buildIndex(directory, { from, stepRule, workers: 1, inline: fileOperations });
  }
}

/** Phrases that are there, that are not, and that hold a term of no record. */
export const phrases = [
  'the',
  'of a',
  "don't .",
  '漢',
  '😀 the',
  'the of a sketch',
  'paula paula',
  'nowhere',
];

/** What a snapshot answers, together and one by one: every kind of number, and the contexts. */
export function answersOf(snapshot: Snapshot): unknown[] {
  const question = { at: [1, 5, 9], bins: 6, records: true, contexts: 2 };
  const plan = planQuestion(snapshot, question);
  return [
    ...answerPhrases(snapshot, plan, phrases),
    ...phrases.map((phrase) => answerPhrase(snapshot, plan, phrase)),
  ];
}

export function answersAt(directory: string): unknown[] {
  using snapshot = Snapshot.open(directory);
  return answersOf(snapshot);
}
