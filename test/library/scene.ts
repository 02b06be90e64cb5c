// A small corpus with pairs and results, its index, and the command's answers to compare with.

import { join } from 'node:path';
import type { Test as Tap } from 'tap';
import { runCli } from '../cli/run-cli.ts';

const animals = ['cat', 'dog', 'cow', 'hen', 'fox', 'owl', 'ant', 'bee'];
const steps = [0, 4, 8];

function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

const results = [
  'set,row,step,correct\n',
  ...steps.flatMap((step) =>
    animals.map((_, row) => `sleep,${row},${step},${Number(step >= (row < 4 ? 4 : 8))}\n`),
  ),
].join('');

export interface Scene {
  readonly folder: string;
  /** Built by the command. */
  readonly index: string;
  /** A path in the folder. */
  readonly at: (name: string) => string;
  /** The objects that a command prints with --json. */
  readonly json: (...args: string[]) => Promise<unknown[]>;
}

/** Eight records of two texts, four of which hold an animal of the pairs; one record a step. */
export async function makeScene(t: Tap): Promise<Scene> {
  const folder = t.testdir({
    'corpus.jsonl': lines(
      animals
        .slice(0, 4)
        .flatMap((animal, i) => [
          { id: `a${i}`, text: `the ${animal} sleeps, and the ${animal} dreams` },
          { text: `no animal here; "well" ${'of the '.repeat(i + 1)}` },
        ]),
    ),
    'more.jsonl': lines([{ id: 'late', text: 'the cat sleeps again' }]),
    'sleep.jsonl': lines(
      animals.map((animal) => ({
        sentence_good: `The ${animal} sleeps.`,
        sentence_bad: `The ${animal} sleep.`,
      })),
    ),
    'results.csv': results,
  });
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(folder, args);
    t.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  };
  await json('index', 'my.idx', '--from', 'corpus.jsonl', '--batch-size', '1', '--json');
  const at = (name: string) => join(folder, name);
  return { folder, index: at('my.idx'), at, json };
}
