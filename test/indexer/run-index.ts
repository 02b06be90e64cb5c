// Indexes of small runs, and what is in them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Run } from '../../corpus/read-run.ts';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import type { RunDescription } from '../../formats/run-description.ts';
import { type BuildEvent, type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import type { Answer } from '../../schemas/answer.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { recordsOf, type StoredRecord } from '../formats/rows/records-of.ts';
import { Oracle, type OracleRecord } from '../oracle.ts';
import { smallTokenizerJson } from '../text/small-tokenizer.ts';

/** A folder with tokenizer.json in it becomes a run's. */
export function runIn(folder: string, description: RunDescription): Run {
  writeFileSync(join(folder, 'tokenizer.json'), smallTokenizerJson());
  return { name: join(folder, 'run.json'), description, folder };
}

export async function indexRun(directory: string, run: Run, options: BuildOptions = {}) {
  const events: BuildEvent[] = [];
  const summary = await buildIndex(directory, {
    run,
    workers: 1,
    inline: fileOperations,
    ...options,
    onEvent(event) {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return { summary, events };
}

export function recordsAt(directory: string): StoredRecord[] {
  using snapshot = Snapshot.open(directory);
  return recordsOf(snapshot);
}

export const phrases = [
  'the',
  'of',
  'record',
  'number 3',
  'of it',
  'the first',
  'é',
  'x',
  'nowhere',
];

/** Holds an index against a brute-force count of what it should hold. */
export function compare(t: Test, directory: string, records: readonly OracleRecord[]): void {
  using snapshot = Snapshot.open(directory);
  const oracle = new Oracle(records);
  const question = { at: [1, 2, 3, 7], bins: 5, records: true };
  const plan = planQuestion(snapshot, question);
  const answers: Answer[] = phrases.map((phrase) => answerPhrase(snapshot, plan, phrase));
  t.strictSame(answers, oracle.answers(phrases, question));
  t.equal(snapshot.tokens, oracle.tokenCount);
  t.equal(snapshot.records, records.length);
}
