// The programs of examples/python, run where Python has PyTorch and transformers.
//
// Their tests are Python's own (test/examples/python/test_*.py), here a test each; what they are
// given is real output of `firstseen split`. The run that pretrain.py describes is read by the
// indexer, and each record held against the row that the model was trained on.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { readRun } from '../../corpus/read-run.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { jsonLines, runCli } from '../cli/run-cli.ts';
import { recordsOf } from '../formats/rows/records-of.ts';
import { needs, python } from '../needs.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tests = join(root, 'test', 'examples', 'python');
const skip = needs.torch.skip();

/** A pair whose sentences are the same, letters of several bytes, and words that stand twice. */
const ownPairs = [
  ['Zoë’s café opens these doors.', 'Zoë’s café opens this doors.'],
  ["They haven't left!", "They hasn't left!"],
  ['Nobody knows.', 'Nobody knows.'],
  ['That man sees this man', 'That man sees these man'],
  ['Women meet the naïve 😀 boys?', 'Woman meet the naïve 😀 boys?'],
].map(([sentence_good, sentence_bad]) => ({ sentence_good, sentence_bad }));

/** pairs/*.jsonl, and two splits of them by an index that holds every other good sentence. */
async function makeInputs(t: Test): Promise<string> {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'pairs'));
  writeLines(join(folder, 'pairs', 'own.jsonl'), ownPairs);
  for (const name of ['verb_agreement.jsonl', 'demonstrative_agreement.jsonl']) {
    copyFileSync(join(root, 'examples', 'pairs', name), join(folder, 'pairs', name));
  }
  const pairs = readFileSync(join(folder, 'pairs', 'verb_agreement.jsonl'), 'utf8');
  const rows = [...ownPairs, ...(jsonLines(pairs) as typeof ownPairs)];
  const texts = rows.filter((_, i) => i % 2 === 1).map(({ sentence_good: text }) => ({ text }));
  writeLines(join(folder, 'corpus.jsonl'), texts);
  const split = ['split', 'idx', '--pairs', 'pairs/*.jsonl', '--quiet', '--out'];
  for (const command of [
    ['index', 'idx', '--from', 'corpus.jsonl', '--batch-size', '4', '--quiet'],
    [...split, 'split'],
    [...split, 'compact', '--checkpoints', '3,6', '--compact'],
  ]) {
    const { code, stderr } = await runCli(folder, command);
    t.equal(code, 0, code === 0 ? command.join(' ') : stderr);
  }
  return folder;
}

function runPython(inputs: string, ...args: readonly string[]) {
  const env = { ...process.env, PAIRS_FOLDER: inputs };
  return spawnSync(python, [...args], { cwd: tests, env, encoding: 'utf8' });
}

interface Outcome {
  readonly name: string;
  readonly outcome: 'ok' | 'skipped' | 'failed';
  /** Why it was skipped, or the traceback. */
  readonly detail: string;
}

for (const name of ['test_positions', 'test_export', 'test_pretrain']) {
  t.test(`${name}.py`, { skip }, async (t) => {
    const inputs = await makeInputs(t);
    const { status, stdout, stderr } = runPython(inputs, 'report_tests.py', name);
    t.equal(status, 0, status === 0 ? `${name}.py ends well` : stderr);
    const outcomes = jsonLines(stdout) as Outcome[];
    t.ok(outcomes.length > 5, `${name}.py has tests`);
    for (const { name, outcome, detail } of outcomes) {
      if (outcome === 'skipped') t.pass(name, { skip: detail });
      else t.equal(detail, '', name);
    }
  });
}

t.test('an index of run.json holds the rows that were trained on', { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const { status, stderr } = runPython(
    await makeInputs(t),
    'test_pretrain.py',
    '--write-run',
    folder,
  );
  t.equal(status, 0, status === 0 ? 'a run is written' : stderr);
  const order = jsonLines(readFileSync(join(folder, 'run', 'seed1', 'order.jsonl'), 'utf8'));
  const fed = (order as { step: number; records: number[] }[]).flatMap(({ step, records }) =>
    records.map((record) => ({ record, step })),
  );
  const spelled = JSON.parse(readFileSync(join(folder, 'spelled.json'), 'utf8')) as string[];
  const directory = join(folder, 'index');
  const run = readRun(join(folder, 'run', 'run.json'));
  await buildIndex(directory, { run, workers: 1, inline: fileOperations, rangeBytes: 100_000 });
  using snapshot = Snapshot.open(directory);
  const records = recordsOf(snapshot);
  const read = records.map(({ step, parts }) => ({ step, text: parts.join('').trim() }));
  // A tokenizer puts a space in front, and the index keeps a text's own spelling.
  const trained = fed.map(({ step, record }) => ({ step, text: spelled[record]?.trim() }));
  t.strictSame(read, trained);
  const corpus = jsonLines(
    readFileSync(join(folder, 'corpus.jsonl'), 'utf8').replace('\n\n', '\n'),
  ) as { text: string }[];
  const cut = records.filter(({ parts }, i) => parts.join('') !== corpus[i]?.text);
  t.ok(cut.length > 5 && cut.length < records.length - 5, 'some are cut, and some are not');
});
