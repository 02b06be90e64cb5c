// How records become steps, and what of them was fed: held against plain arithmetic.

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { RunDescription } from '../../formats/run-description.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { tokenizer } from '../formats/rows/write-rows.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { compare, indexRun, recordsAt, runIn } from './run-index.ts';

const texts = Array.from(
  { length: 37 },
  (_, i) => `record number ${i} of it${' the'.repeat(i % 5)}`,
);
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;

/** Steps by budget: amount before the record. */
function byBudget(amounts: readonly number[], budget: number): number[] {
  let before = 0;
  return amounts.map((amount) => {
    before += amount;
    return Math.floor((before - amount) / budget) + 1;
  });
}

async function indexLines(
  t: Parameters<typeof temporaryFolder>[0],
  keys: Partial<RunDescription>,
  records: readonly object[] = texts.map((text) => ({ text })),
) {
  const folder = temporaryFolder(t);
  writeLines(join(folder, 'a.jsonl'), records);
  const directory = join(folder, 'index');
  const run = runIn(folder, { format: 'jsonl', files: ['a.jsonl'], ...keys });
  const built = await indexRun(directory, run, { rangeBytes: 300, segmentSymbols: 60 });
  return { directory, run, ...built };
}

t.test('a schedule: so many records a step from a step on', async (t) => {
  const schedule = [
    [1, 2],
    [4, 5],
    [6, 3],
  ];
  const { directory } = await indexLines(t, { steps: { schedule } });
  const sizes = [2, 2, 2, 5, 5, ...Array.from({ length: 9 }, () => 3)];
  const steps = sizes.flatMap((size, i) => Array.from({ length: size }, () => i + 1));
  compare(
    t,
    directory,
    texts.map((text, rank) => ({ text, id: null, step: steps[rank] as number })),
  );
});

t.test('words a step, and model tokens a step', async (t) => {
  const counts = texts.map(wordsOf);
  const words = await indexLines(t, { steps: { words: 20 } });
  const steps = byBudget(counts, 20);
  compare(
    t,
    words.directory,
    texts.map((text, i) => ({ text, id: null, step: steps[i] as number })),
  );

  const tokens = texts.map((text) => tokenizer.encode(text).length);
  const tokenSteps = byBudget(tokens, 70);
  const model = await indexLines(t, { steps: { model_tokens: 70 }, tokenizer: 'tokenizer.json' });
  compare(
    t,
    model.directory,
    texts.map((text, i) => ({ text, id: null, step: tokenSteps[i] as number })),
  );
  using snapshot = Snapshot.open(model.directory);
  const table = snapshot.segments.at(-1)?.steps;
  const sum = tokens.reduce((total, count) => total + count, 0);
  t.equal(table?.end.modelTokens, sum, 'and how many by each step');
});

t.test('a record is cut after so many words, or model tokens', async (t) => {
  const { directory } = await indexLines(t, { truncate: { words: 5 }, steps: { batch_size: 4 } });
  const cut = texts.map((text) => text.split(' ').slice(0, 5).join(' '));
  const step = (i: number) => Math.floor(i / 4) + 1;
  compare(
    t,
    directory,
    cut.map((text, i) => ({ text, id: null, step: step(i) })),
  );
  t.same(
    recordsAt(directory).map(({ parts }) => parts.join('')),
    cut,
    'the text as it was fed',
  );

  const by = { truncate: { model_tokens: 15 }, tokenizer: 'tokenizer.json' };
  const model = await indexLines(t, { ...by, steps: { batch_size: 4 } });
  const fed = texts.map((text) => {
    const decoded = tokenizer.decode(tokenizer.encode(text).slice(0, 15));
    return typeof decoded === 'number' ? '' : decoded.text;
  });
  compare(
    t,
    model.directory,
    fed.map((text, i) => ({ text, id: null, step: step(i) })),
  );
  using snapshot = Snapshot.open(model.directory);
  t.ok(snapshot.tokens > 0);
});

t.test('several epochs are the records over again', async (t) => {
  const { directory, run } = await indexLines(t, { epochs: 3, steps: { batch_size: 10 } });
  const all = [...texts, ...texts, ...texts];
  const records = all.map((text, i) => ({ text, id: null, step: Math.floor(i / 10) + 1 }));
  compare(t, directory, records);
  const { events } = await indexRun(directory, run);
  t.equal(events.filter(({ kind }) => kind === 'source-skipped').length, 3, 'and are known each');
  compare(t, directory, records);
});

t.test('an append keeps rule, truncate and tokenizer', async (t) => {
  const { directory, run } = await indexLines(t, { truncate: { words: 5 } });
  const append = (keys: Partial<RunDescription>) =>
    indexRun(directory, { ...run, description: { ...run.description, ...keys } });
  await t.rejects(append({ truncate: { words: 6 } }), {
    code: 'bad_argument',
    message: /truncate/,
  });
  await t.rejects(append({ steps: { words: 6 } }), { code: 'step_rule_mismatch' });
  await t.rejects(append({ tokenizer: 'tokenizer.json' }), { message: /tokenizer/ });
  await t.resolves(append({}), 'the same again');
});

t.test('an append reads its tokenizer where it is now', async (t) => {
  const keys = { truncate: { model_tokens: 15 }, tokenizer: 'tokenizer.json' };
  const { directory, run } = await indexLines(t, keys);
  renameSync(join(run.folder, 'tokenizer.json'), join(run.folder, 'moved.json'));
  writeLines(join(run.folder, 'b.jsonl'), [{ text: 'more of it' }]);
  const description = { ...run.description, files: ['b.jsonl'], tokenizer: 'moved.json' };
  const { summary } = await indexRun(directory, { ...run, description });
  t.equal(summary.records, texts.length + 1);
});
