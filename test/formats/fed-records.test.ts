// What an index holds of a run, against the plain reading in another language: the small folders,
// random runs over them, and bad files, of which nothing may be published.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readRun } from '../../corpus/read-run.ts';
import { exitCodes, IndexError } from '../../errors.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { indexRun } from '../indexer/run-index.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { badFiles } from './bad-files.ts';
import { digestOf, type FedRecord, readRandomRuns } from './random-runs.ts';
import { recordsOf } from './rows/records-of.ts';
import { smallFolders } from './spoil-folder.ts';

interface Fed {
  readonly records: readonly FedRecord[];
  readonly words: number;
  readonly modelTokens: number;
}

/** Indexes the run and reads all of it back. */
async function fedBy(t: Test, runFile: string): Promise<Fed> {
  const directory = join(temporaryFolder(t), 'index');
  await indexRun(directory, readRun(runFile));
  using snapshot = Snapshot.open(directory);
  const records = recordsOf(snapshot).map(
    ({ step, id, line, parts }, rank): FedRecord => ({
      ...{ rank, step, id, row: line },
      parts: parts.filter((part) => part !== ''),
    }),
  );
  const consumed = snapshot.segments.at(-1)?.steps.end;
  return { records, words: consumed?.words ?? 0, modelTokens: consumed?.modelTokens ?? 0 };
}

function expectedOf(name: string): FedRecord[] {
  const lines = readFileSync(join(smallFolders, name, 'expected.jsonl'), 'utf8').trimEnd();
  return lines.split('\n').map((line) => {
    const { rank, step, id, row, text, text_pieces: pieces } = JSON.parse(line);
    return { rank, step, id, row, parts: pieces ?? (text === '' ? [] : [text]) };
  });
}

const folders = readdirSync(smallFolders, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

for (const { name } of folders) {
  t.test(`${name}: every record as the plain reading has it`, async (t) => {
    const { records } = await fedBy(t, join(smallFolders, name, 'run.json'));
    t.strictSame(records, expectedOf(name));
  });
}

t.test('random runs give what the plain reading gives', async (t) => {
  for (const run of readRandomRuns()) {
    const fed = await fedBy(t, run.make(temporaryFolder(t)));
    const found = {
      records: fed.records.length,
      steps: fed.records.at(-1)?.step,
      words: fed.words,
      modelTokens: run.modelTokens === null ? null : fed.modelTokens,
      digest: digestOf(fed.records),
    };
    const { records, steps, words, modelTokens, digest } = run;
    t.strictSame(found, { records, steps, words, modelTokens, digest }, run.name);
  }
});

for (const { name, make, expect } of badFiles) {
  t.test(`${name}: refused, and nothing published`, async (t) => {
    const runFile = make(temporaryFolder(t));
    const directory = join(temporaryFolder(t), 'index');
    const build = async () => indexRun(directory, readRun(runFile));
    const error = await build().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(error instanceof IndexError)) throw error ?? new Error('it was indexed');
    t.equal(exitCodes[error.kind], 3, error.code);
    if (expect.code !== undefined) t.ok([expect.code].flat().includes(error.code), error.code);
    t.ok(error.message.includes(expect.file), `names ${expect.file}: ${error.message}`);
    if (expect.position !== undefined) t.match(error.message, expect.position);
    t.notOk(existsSync(join(directory, 'catalogue.sqlite')), 'no index');
  });
}
