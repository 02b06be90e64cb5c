// A split as it was written, read as columns: with a table, from rows, with a prefix, compact; and what
// is refused.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readSplit } from '../../../curves/split/read-split.ts';
import type { SplitExamples } from '../../../curves/split/split-examples.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import type { SplitFileOptions } from '../../../splits/output/split-files.ts';
import { writeSplits } from '../../../splits/output/write-split.ts';
import { decodeObjects } from '../../../splits/pairs/decode-pairs.ts';
import { type SplitOptions, splitPairs } from '../../../splits/split-pairs.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const folder = temporaryFolder(t);
const index = join(folder, 'index');
/** A record a step. */
const texts = ['the cat sits', 'a dog', 'the cat sat here', 'the dog sits', 'the cat sits'];
const pairs = [
  { sentence_good: 'The cat sits here.', sentence_bad: 'The cat sit here.' },
  { sentence_good: 'The dog sits.', sentence_bad: 'The dog sit.' },
  { sentence_good: 'Same words.', sentence_bad: 'Same words.' },
  { sentence_good: 'A cow sits.', sentence_bad: 'A cow sit.' },
  { sentence_good: 'Well, the cat sits here.', sentence_bad: 'Well, the cat sit here.' },
];
let made = 0;

t.before(async () => {
  const path = join(folder, 'texts.jsonl');
  writeFileSync(path, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  const options = { stepRule: { batch_size: 1 }, workers: 1, inline: fileOperations };
  await buildIndex(index, { from: [path], ...options });
});

async function write(options: SplitOptions, files: SplitFileOptions = {}): Promise<string> {
  using snapshot = Snapshot.open(index);
  const out = join(folder, `split-${made++}`);
  const set = await decodeObjects(pairs, { set: 'sits', file: 'sits', context: 1 });
  await writeSplits(out, await splitPairs(snapshot, [set], options), files);
  return out;
}

function plain({ sets, ...split }: SplitExamples) {
  const [set] = sets.values();
  const { rows, isTrain, exposedStep, group, rarestCount, counts, ...rest } = set ?? {};
  return {
    ...split,
    ...rest,
    rows: [...(rows ?? [])],
    isTrain: [...(isTrain ?? [])],
    exposedStep: [...(exposedStep ?? [])],
    group: [...(group ?? [])],
    rarestCount: rarestCount && [...rarestCount],
    counts: counts && { steps: counts.steps, good: counts.good.map((of) => [...of]) },
  };
}

// "cat sits here" and "dog sits" with one word on either side: phrases are "cat sits here",
// "dog sits", "cow sits" and "cat sits here" again.
const shared = { set: 'sits', pairs: 5, rows: [0, 1, 3, 4], group: [0, 1, 2, 0], groups: 3 };

t.test('a set whose pairs were all dropped has counts of no example, and not none', async (t) => {
  using snapshot = Snapshot.open(index);
  const out = join(folder, `split-${made++}`);
  const sets = ['sits', 'same'].map((set) =>
    decodeObjects(set === 'sits' ? pairs : pairs.slice(2, 3), { set, file: set, context: 1 }),
  );
  const options = { checkpoints: [2, 5], at: [4] };
  await writeSplits(out, await splitPairs(snapshot, await Promise.all(sets), options), {});
  const { sets: read } = await readSplit(out, { withCounts: true });
  t.same(read.get('same')?.rows.length, 0);
  t.same(read.get('same')?.counts?.steps, [2, 5]);
  t.same(read.get('same')?.counts?.good[1], new Float64Array(0));
});

t.test('with a table: steps of exposure, frequencies and, if asked for, counts', async (t) => {
  const out = await write({ checkpoints: [2, 5], at: [4] });
  const split = plain(await readSplit(out));
  t.match(split, {
    ...shared,
    ...{ policy: 'either', at: 4, minCount: 1, knownUntil: Number.POSITIVE_INFINITY },
    isTrain: [0, 1, 0, 0],
    exposedStep: [Number.POSITIVE_INFINITY, 4, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    rarestCount: [0, 0, 0, 0],
    counts: null,
  });
  const withCounts = plain(await readSplit(out, { withCounts: true }));
  t.strictSame(withCounts.counts, {
    steps: [2, 5],
    good: [
      [0, 0, 0, 0],
      [0, 1, 0, 0],
    ],
  });
});

t.test('compact and with --prefix it is the same', async (t) => {
  const whole = plain(await readSplit(await write({ checkpoints: [2, 5], at: [4] })));
  const { findMismatch: _, ...expected } = whole;
  for (const files of [{ compact: true }, { prefix: 'x_' }, { parquet: true }]) {
    const out = await write({ checkpoints: [2, 5], at: [4] }, files);
    const { findMismatch: _, ...found } = plain(await readSplit(out));
    t.strictSame(found, expected, JSON.stringify(files));
  }
});

t.test('from rows: sides are known until the step of the split', async (t) => {
  const split = plain(await readSplit(await write({ at: [4] }, { prefix: 'my_' })));
  t.match(split, {
    ...shared,
    ...{ at: 4, knownUntil: 4, rarestCount: null, counts: null },
    isTrain: [0, 1, 0, 0],
    exposedStep: [Number.POSITIVE_INFINITY, 4, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  });
  const twice = plain(await readSplit(await write({ at: [5], minCount: 2 })));
  t.match(twice, { knownUntil: null, minCount: 2 }, 'rows do not have the second exposure');
});

t.test(
  'a document is held against the row, or against its phrases where there is none',
  async (t) => {
    const [set] = (await readSplit(await write({ at: [4] }))).sets.values();
    const [compact] = (
      await readSplit(await write({ at: [4], checkpoints: [4] }, { compact: true }))
    ).sets.values();
    t.equal(set?.findMismatch(1, pairs[1] ?? {}), undefined);
    t.match(
      set?.findMismatch(1, pairs[0] ?? {}),
      /its sentence_good is "The cat sits here\.", expected "The dog sits\."/,
    );
    t.match(set?.findMismatch(1, { question: 'what' }), /no text field/);
    t.equal(compact?.findMismatch(1, pairs[1] ?? {}), undefined);
    t.match(compact?.findMismatch(1, pairs[0] ?? {}), /critical phrase "dog sits"/);
  },
);

t.test('what is not a split is refused, with what to do', async (t) => {
  await t.rejects(readSplit(join(folder, 'nowhere')), {
    code: 'input_not_found',
    message: /no split at .*nowhere/,
  });
  await t.rejects(readSplit(index), { code: 'input_not_found', message: /no split\.json in/ });
  const several = await write({ at: [2, 4] });
  await t.rejects(readSplit(several), {
    code: 'input_not_found',
    message:
      /holds 2 splits; name one of them, such as .*step-4, or split again with --checkpoints/,
  });
});

t.test('files that were changed or lost are refused', async (t) => {
  const out = await write({ at: [4] });
  const summary = readFileSync(join(out, 'split.json'), 'utf8');
  rmSync(join(out, 'sits.proxy_train.jsonl'));
  await t.rejects(readSplit(out), {
    code: 'split_invalid',
    message: /sits has 3 examples in its files, expected 4 as split\.json says/,
  });
  writeFileSync(join(out, 'sits.proxy_train.jsonl'), '{"row": 1}\n');
  await t.rejects(readSplit(out), {
    code: 'split_invalid',
    message: /sits\.proxy_train\.jsonl, line 1: .*no row, critical_good and critical_bad/,
  });
  writeFileSync(join(out, 'sits.proxy_train.jsonl'), '{"row": 1\n');
  await t.rejects(readSplit(out), { message: /line 1: .*not valid JSON/ });
  writeFileSync(join(out, 'split.json'), summary.replace('"either"', '"neither"'));
  await t.rejects(readSplit(out), { code: 'split_invalid', message: /split\.json: \/policy/ });
  writeFileSync(join(out, 'split.json'), '{');
  await t.rejects(readSplit(out), { code: 'split_invalid', message: /not valid JSON/ });

  const table = await write({ at: [4], checkpoints: [4] });
  writeFileSync(join(table, 'exposures.parquet'), 'PAR1');
  await t.rejects(readSplit(table), {
    code: 'source_damaged',
    message: /not a whole Parquet file/,
  });
  rmSync(join(table, 'exposures.parquet'));
  await t.rejects(readSplit(table), { code: 'input_not_found' });
});
