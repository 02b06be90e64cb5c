// exposures.csv and exposures.parquet against their definition: brute force over the records.

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import t from 'tap';
import { buildIndex } from '../../../indexer/build-index.ts';
import { formulasIn } from '../../../splits/output/exposure-table.ts';
import { writeSplits } from '../../../splits/output/write-split.ts';
import { decodeObjects } from '../../../splits/pairs/decode-pairs.ts';
import { findExposedStep, type Policy } from '../../../splits/policy.ts';
import type { Split } from '../../../splits/split.ts';
import { splitPairs } from '../../../splits/split-pairs.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { naiveExposures } from '../naive-exposures.ts';
import { split as small } from '../small-split.ts';

const folder = temporaryFolder(t);
const columns = { phraseGood: 'good', phraseBad: 'bad' };

/** An index of a record a step. */
async function buildTexts(name: string, texts: readonly string[]): Promise<string> {
  const directory = join(folder, name);
  const path = `${directory}.jsonl`;
  writeFileSync(path, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  const options = { stepRule: { batch_size: 1 }, workers: 1, inline: fileOperations };
  await buildIndex(directory, { from: [path], ...options });
  return directory;
}

function given(set: string, pairs: readonly (readonly [string, string])[]) {
  return decodeObjects(
    pairs.map(([good, bad]) => ({ good, bad })),
    { set, file: set, columns },
  );
}

/** Rows of CSV without quotes; an empty cell is null, a number one. */
function readCsv(path: string): Record<string, string | number | null>[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell || null));
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null]));
  });
}

async function readParquet(path: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : (value ?? null));
  return rows.map((row) => {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
  });
}

const word = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

t.test('phrases that a spreadsheet takes for formulas are counted', async (t) => {
  const seen = (phrase: string) => ({ phrase, count: 0, firstStep: null });
  const examples = [
    { row: 0, json: '{}', good: seen('=1+1'), bad: seen('a = b'), rarestCount: 0 },
    { row: 1, json: '{}', good: seen('-x'), bad: seen('=1+1'), rarestCount: 0 },
  ];
  const sets = small.sets.map((set) => ({ ...set, proxyTrain: [], proxyValidation: examples }));
  t.equal(formulasIn({ sets }), 2);
  t.equal(formulasIn(small), 0);
});

t.test('tables equal their definition for random corpora, pairs and policies', async (t) => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(phrase, phrase), { minLength: 1, maxLength: 20 }),
      fc.constantFrom<Policy>('either', 'both', 'good', 'bad'),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.nat({ max: 14 }), { minLength: 1, maxLength: 6 }),
      fc.nat({ max: 14 }),
      async (texts, pairs, policy, minCount, checkpoints, at) => {
        const name = `index-${runs++}`;
        const directory = await buildTexts(name, texts);
        const out = join(folder, `${name}-out`);
        using snapshot = Snapshot.open(directory);
        const options = { policy, minCount, checkpoints, at: [at] };
        const splits = await splitPairs(
          snapshot,
          [await given('z', pairs), await given('a', pairs)],
          options,
        );
        await writeSplits(out, splits, { compact: true });
        const records = texts.map((text, rank) => ({ text, id: null, step: rank + 1 }));
        const exposures = naiveExposures(records, pairs.flat());
        const words = naiveExposures(records, ['a', 'b', 'c', 'd']);
        const steps = [...new Set(checkpoints)].sort((a, b) => a - b);
        const expected = ['a', 'z'].flatMap((set) =>
          pairs.map(([good, bad], row) => {
            const [goods, bads] = [exposures.get(good) ?? [], exposures.get(bad) ?? []];
            const reached = (steps: number[]) => steps[minCount - 1] ?? null;
            const exposed = findExposedStep(policy, reached(goods), reached(bads));
            const by = (steps: number[], step: number) => steps.filter((s) => s <= step).length;
            const isTrain = exposed !== null && exposed <= at;
            return {
              ...{ set, row, side: isTrain ? 'proxy_train' : 'proxy_validation' },
              ...{ critical_good: good, critical_bad: bad },
              ...{ first_step_good: goods[0] ?? null, first_step_bad: bads[0] ?? null },
              exposed_step: exposed,
              rarest_count: Math.min(
                ...`${good} ${bad}`.split(' ').map((word) => by(words.get(word) ?? [], at)),
              ),
              ...Object.fromEntries(
                steps.flatMap((step) => [
                  [`good_${step}`, by(goods, step)],
                  [`bad_${step}`, by(bads, step)],
                ]),
              ),
            };
          }),
        );
        assert.deepEqual(readCsv(join(out, 'exposures.csv')), expected);
        assert.deepEqual(await readParquet(join(out, 'exposures.parquet')), expected);
        const { checkpoints: listed, sets } = JSON.parse(
          readFileSync(join(out, 'split.json'), 'utf8'),
        );
        assert.deepEqual(listed, steps);
        assert.deepEqual(
          sets.a.proxy_train_by_checkpoint,
          steps.map(
            (step) =>
              expected.filter(({ set, exposed_step: s }) => set === 'a' && s !== null && s <= step)
                .length,
          ),
        );
        for (const path of [out, directory]) rmSync(path, { recursive: true });
      },
    ),
    { numRuns: 30 },
  );
  t.ok(runs >= 30, `${runs} corpora`);
});

t.test(
  'cells with commas and quotes stay cells, and no example gives an empty table',
  async (t) => {
    using snapshot = Snapshot.open(await buildTexts('quotes', ['say "a, b" now']));
    const pairs = [await given('s t', [['"a, b"', 'x']]), await given('none', [['\u200b', 'a']])];
    const [split] = await splitPairs(snapshot, pairs, { checkpoints: [1] });
    const out = join(folder, 'quotes-out');
    await writeSplits(out, [split as Split]);
    t.equal(
      readFileSync(join(out, 'exposures.csv'), 'utf8').split('\n')[1],
      's t,0,proxy_train,"""a, b""",x,1,,1,0,1,0',
    );
    t.match(await readParquet(join(out, 'exposures.parquet')), [{ set: 's t', bad_1: 0 }]);
    const empty = await splitPairs(snapshot, pairs.slice(1), { checkpoints: [1] });
    await writeSplits(join(folder, 'empty-out'), empty);
    t.strictSame(await readParquet(join(folder, 'empty-out', 'exposures.parquet')), []);
  },
);

t.test('too many checkpoints are refused', async (t) => {
  using snapshot = Snapshot.open(await buildTexts('many', ['a']));
  const checkpoints = Array.from({ length: 1001 }, (_, i) => i);
  await t.rejects(splitPairs(snapshot, [await given('a', [['a', 'b']])], { checkpoints }), {
    code: 'bad_argument',
    message: /found 1001 checkpoints, expected at most 1000/,
  });
});
