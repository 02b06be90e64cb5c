// The walk that inspect and scan share, against the plain reading in another language.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readCorpus } from '../../corpus/read-corpus.ts';
import { readRun } from '../../corpus/read-run.ts';
import type { WalkEvent } from '../../corpus/walk.ts';
import { walkCorpus } from '../../corpus/walk-corpus.ts';
import { digestOf, type FedRecord, readRandomRuns } from '../formats/random-runs.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { runIn } from '../indexer/run-index.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

const { signal } = new AbortController();

async function walk(runFile: string, fromRank = 0): Promise<FedRecord[]> {
  const corpus = await readCorpus({ run: readRun(runFile) });
  const records: FedRecord[] = [];
  for await (const walked of walkCorpus(corpus, { signal, fromRank })) {
    const { rank, step, record, line, parts } = walked;
    records.push({
      ...{ rank, step, id: record.id, row: line },
      parts: parts.filter((part) => part !== ''),
    });
  }
  return records;
}

for (const { name } of readdirSync(smallFolders, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
)) {
  t.test(`${name}: every record as the plain reading has it`, async (t) => {
    const lines = readFileSync(join(smallFolders, name, 'expected.jsonl'), 'utf8').trimEnd();
    const expected = lines.split('\n').map((line): FedRecord => {
      const { rank, step, id, row, text, text_pieces: pieces } = JSON.parse(line);
      return { rank, step, id, row, parts: pieces ?? (text === '' ? [] : [text]) };
    });
    const runFile = join(smallFolders, name, 'run.json');
    t.strictSame(await walk(runFile), expected);
    const middle = Math.floor(expected.length / 2);
    t.strictSame(await walk(runFile, middle), expected.slice(middle), 'from the middle on');
  });
}

t.test('random runs give what the plain reading gives', async (t) => {
  for (const { make, name, records, steps, digest } of readRandomRuns()) {
    const found = await walk(make(temporaryFolder(t)));
    const facts = { records: found.length, steps: found.at(-1)?.step, digest: digestOf(found) };
    t.strictSame(facts, { records, steps, digest }, name);
  }
});

t.test('a walk over rows ends when it is told to', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'ids.bin'), new Uint8Array(4 << 20));
  const description = {
    format: 'nanogpt',
    files: ['ids.bin'],
    dtype: 'uint16',
    row_tokens: 64,
    steps: { batch_size: 8 },
    epochs: 1000,
  } as const;
  const run = runIn(folder, { ...description, files: ['ids.bin'], tokenizer: 'tokenizer.json' });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('told')), 50);
  t.teardown(() => clearTimeout(timer));
  await t.rejects(async () => {
    const corpus = await readCorpus({ run });
    for await (const _ of walkCorpus(corpus, { signal: controller.signal }));
  }, /told/);
});

t.test('a file that is named twice is read once; bad records take no rank', async (t) => {
  const folder = temporaryFolder(t);
  const path = writeLines(join(folder, 'a.jsonl'), [
    { text: 'one', step: 1 },
    { txt: 'no text' },
    { text: 'two', step: 2 },
    { text: 'three', step: 1 },
  ]);
  const options = { from: [path, path], stepRule: { batch_size: 2 } };
  const events: WalkEvent[] = [];
  const onEvent = (event: WalkEvent) => events.push(event);
  const skip = { signal, onBadRecord: 'skip', onEvent } as const;
  const found = [];
  for await (const { rank, step, record } of walkCorpus(await readCorpus(options), skip)) {
    found.push([rank, step, record.text]);
  }
  t.strictSame(found, [
    [0, 1, 'one'],
    [1, 1, 'two'],
    [2, 2, 'three'],
  ]);
  t.match(events, [
    { kind: 'read', bytes: readFileSync(path).length },
    { kind: 'record-skipped', name: path, bad: { line: 2, code: 'missing_field' } },
    { kind: 'source-skipped', name: path },
  ]);
  const walkAll = async (rule: object) => {
    const asked = { from: [path], stepRule: rule };
    for await (const _ of walkCorpus(await readCorpus(asked), { ...skip, signal }));
  };
  await t.rejects(walkAll({ field: 'step' }), { code: 'step_backwards', message: /a\.jsonl:4/ });
  await t.rejects(
    async () => {
      for await (const _ of walkCorpus(await readCorpus(options), { signal }));
    },
    { code: 'missing_field', message: /line 2 .*--on-bad-record skip/ },
  );
});
