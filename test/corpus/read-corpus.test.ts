// Options and run descriptions as one value, and what an index makes of it in an append.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { continueCorpus, keepConsumed } from '../../corpus/continue-corpus.ts';
import { type CorpusOptions, readCorpus } from '../../corpus/read-corpus.ts';
import { readRun } from '../../corpus/read-run.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { runIn } from '../indexer/run-index.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

t.test('a corpus is plain data', async (t) => {
  for (const entry of readdirSync(smallFolders, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const run = readRun(join(smallFolders, entry.name, 'run.json'));
    const corpus = await readCorpus({ run });
    t.strictSame(structuredClone(corpus), corpus, entry.name);
    t.strictSame(corpus.kept, { ...corpus.kept, ...run.description }, 'with all that it says');
    t.equal(corpus.where, run.name);
  }
});

t.test('options leave the defaults, and an index decides what they leave out', async (t) => {
  const path = writeLines(join(temporaryFolder(t), 'a.jsonl'), [{ text: 'one' }]);
  const read = (options: CorpusOptions) => readCorpus({ from: [path], ...options });
  const { steps, reading, kept, where } = await read({ idField: 'name' });
  t.strictSame(steps, { kind: 'batch_size', size: 512 });
  t.match(reading, { textField: 'text', idField: 'name', holdsTokens: false });
  t.equal(where, 'the options');
  const files = JSON.stringify([path]);
  const rest = '"text_field":"text","id_field":"name","steps":{"batch_size":512}';
  t.equal(JSON.stringify(kept), `{"files":${files},${rest}}`, 'as a catalogue keeps them');

  const stored = { text_field: ['a', 'b'], id_field: 'key', steps: { words: 9 } };
  const continued = continueCorpus(await read({}), { ...stored, truncate: { words: 3 } });
  t.strictSame(continued.steps, { kind: 'words', amount: 9 });
  t.match(continued.reading, { textField: ['a', 'b'], idField: 'key', truncate: { words: 3 } });
  const same = await read({ textField: ['a', 'b'], idField: 'key', stepRule: { words: 9 } });
  t.strictSame(continueCorpus(same, stored).steps, continued.steps);
  const others: [CorpusOptions, string, RegExp][] = [
    [{ stepRule: { batch_size: 9 } }, 'step_rule_mismatch', /step rule \{"words":9\}, this/],
    [{ textField: 'a' }, 'bad_argument', /text field "a", "b", this command asks for "a"/],
    [{ idField: 'a' }, 'bad_argument', /id field "key", this command asks for "a"/],
  ];
  for (const [options, code, message] of others) {
    const corpus = await read(options);
    t.throws(() => continueCorpus(corpus, stored), { code, message });
  }
});

t.test('a description says what it leaves out, and how much of it was consumed', async (t) => {
  const folder = temporaryFolder(t);
  writeLines(join(folder, 'a.jsonl'), [{ text: 'one' }]);
  const description = { format: 'jsonl' as const, files: ['a.jsonl'] };
  const first = await readCorpus({ run: runIn(folder, description) });
  t.equal(first.consumed, undefined);
  const part = { ...description, consumed: { steps: 3 } };
  const corpus = await readCorpus({ run: runIn(folder, part) });
  t.strictSame(corpus.consumed, { key: 'steps', amount: 3 });
  const now = keepConsumed(corpus, first.kept);
  t.strictSame(now, { ...first.kept, consumed: { steps: 3 } }, 'as the same run now says');
  t.strictSame(keepConsumed(first, now), first.kept, 'or no longer says');
  const other = { ...first.kept, files: ['b.jsonl'] };
  t.equal(keepConsumed(corpus, other), other, 'another run says nothing of it');
  const cut = { ...first.kept, truncate: { words: 3 } };
  t.throws(() => continueCorpus(first, cut), { code: 'bad_argument', message: /truncate/ });
});

t.test('rows that are appended are read by the fields of the index', async (t) => {
  const stored = { text_field: 'content', id_field: 'key', steps: { field: 'n' } };
  const { description, ...place } = readRun(join(smallFolders, 'parquet', 'run.json'));
  const { steps: _, ...rest } = description;
  const append = async (said: Partial<typeof description>) => {
    const corpus = await readCorpus({ run: { ...place, description: { ...rest, ...said } } });
    const [source] = continueCorpus(corpus, stored).sources;
    return source?.kind === 'rows' && source.spec.kind === 'columns' && source.spec.fields;
  };
  t.match(await append({}), { text: 'content', id: 'key', step: 'n', stepFormat: 'integer' });
  const same = { text_field: 'content', id_field: 'key', steps: { field: 'n' } };
  t.match(await append(same), { text: 'content', id: 'key', step: 'n' });
  t.match(await append({ tokens_field: 'ids', tokenizer: '../tokenizer.json' }), { text: 'ids' });
});
