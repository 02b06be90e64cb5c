// `firstseen concepts` and `firstseen attention` on a split that `firstseen split` made.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { npy } from '../curves/arrays/array-bytes.ts';
import { jsonLines, runCli } from './run-cli.ts';

const nouns = ['cat', 'dog', 'bird', 'cow', 'pig', 'hen'];
const pairs = nouns.map((noun) => ({
  sentence_good: `We saw this ${noun} there.`,
  sentence_bad: `We saw this ${noun}s there.`,
}));

async function makeSplit(dir: string): Promise<void> {
  const texts = nouns.slice(0, 3).map((noun) => `He saw this ${noun} there once.`);
  const lines = texts.map((text) => JSON.stringify({ text }));
  writeFileSync(join(dir, 'corpus.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(join(dir, 'set.jsonl'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  const index = ['index', 'x.idx', '--from', 'corpus.jsonl', '--batch-size', '1', '--quiet'];
  const made = await runCli(dir, index);
  if (made.code !== 0) throw new Error(made.stderr);
  const args = [
    'split',
    'x.idx',
    '--pairs',
    'set.jsonl',
    '--out',
    'split',
    '--checkpoints',
    '1,2,3',
  ];
  const split = await runCli(dir, args);
  if (split.code !== 0) throw new Error(split.stderr);
}

function putArrays(dir: string): void {
  mkdirSync(join(dir, 'arrays'));
  const values = (length: number, seed: number) =>
    Array.from({ length }, (_, i) => Math.round(500 + 500 * Math.sin(seed + i * 7.7)) / 1024);
  for (const step of [1, 3]) {
    for (const side of ['good', 'bad']) {
      const states = npy(
        { shape: [6, 4], values: values(24, step + side.length) },
        { descr: '<f2' },
      );
      writeFileSync(join(dir, 'arrays', `set.step${step}.${side}.npy`), states);
    }
    const weights = npy({ shape: [6, 2, 3], values: values(36, step) }, { descr: '<f2' });
    writeFileSync(join(dir, 'arrays', `set.step${step}.npy`), weights);
  }
}

t.test('from an index to concepts and attention', async (t) => {
  const dir = t.testdir();
  await makeSplit(dir);
  putArrays(dir);
  const states = ['--states', 'arrays/{set}.step{step}.{side}.npy', '--split', 'split'];
  await t.test('concepts as JSON lines, CSV and a figure', async (t) => {
    const more = ['--json', '--resamples', '50', '--rank-resamples', '10'];
    const files = ['--csv', 'c.csv', '--plot', 'c.svg'];
    const ended = await runCli(dir, ['concepts', ...states, ...more, ...files]);
    t.equal(ended.code, 0, ended.stderr);
    t.match(
      ended.stderr,
      /^firstseen: 2 other files there, such as arrays\/set\.step1\.npy: not read\n$/,
    );
    const lines = jsonLines(ended.stdout) as Record<string, unknown>[];
    t.strictSame(
      lines.map(({ set, step }) => [set, step]),
      [
        ['set', 1],
        ['set', 3],
      ],
    );
    t.strictSame(Object.keys(lines[0] ?? {}), [
      'set',
      'step',
      'split',
      'examples',
      'auroc',
      'effective_rank',
      'interval',
      'null',
    ]);
    t.match(lines[1], {
      examples: { train: 3, validation: 3 },
      auroc: Number,
      effective_rank: { train: Number, validation: Number, all: Number },
      null: {
        auroc: [Number, Number],
        auroc_labels: [Number, Number],
        effective_rank: { train: [Number, Number] },
      },
    });
    const csv = readFileSync(join(dir, 'c.csv'), 'utf8').trim().split('\n');
    t.equal(csv.length, 3);
    t.match(csv[0], /^set,seed,step,train_examples,validation_examples,auroc,auroc_low/);
    t.match(csv[2], new RegExp(`^set,,3,3,3,${lines[1]?.['auroc']},`));
    t.match(readFileSync(join(dir, 'c.svg'), 'utf8'), /^<svg .*<\/svg>\n$/s);
    const again = await runCli(dir, ['concepts', ...states, ...more, '--quiet']);
    t.equal(again.stdout, ended.stdout, 'the same seed, the same numbers');
    t.equal(again.stderr, '');
  });
  await t.test('concepts as a table, sides as of each checkpoint', async (t) => {
    const ended = await runCli(dir, [
      'concepts',
      ...states,
      '--resamples',
      '0',
      '--sides',
      'as-of',
    ]);
    t.equal(ended.code, 0, ended.stderr);
    t.match(
      ended.stdout,
      /^set +step +train +validation +AUROC +rank train +rank validation\nset +1 +1 +5 +\d\.\d+ +- +/,
    );
  });
  await t.test('attention as JSON lines, CSV, a figure and tables', async (t) => {
    const weights = ['attention', '--split', 'split', '--weights', 'arrays/{set}.step{step}.npy'];
    const ended = await runCli(dir, [
      ...weights,
      '--json',
      '--csv',
      'a.csv',
      '--plot',
      'a.svg',
      '--top',
      '2',
    ]);
    t.equal(ended.code, 0, ended.stderr);
    const lines = jsonLines(ended.stdout);
    t.equal(lines.length, 13, 'two steps, two layers, three heads, and the change');
    t.match(lines[4], {
      set: 'set',
      step: 1,
      layer: 1,
      head: 1,
      mean: { train: Number, validation: Number, all: Number },
    });
    t.match(lines[12], {
      ...{ set: 'set', from: 1, to: 3, top: [{ layer: Number }, { share: Number }] },
      ...{ share: { 1: Number, 4: Number, 8: 1 }, entropy: { from: Number, to: Number } },
    });
    t.equal(readFileSync(join(dir, 'a.csv'), 'utf8').trim().split('\n').length, 13);
    t.match(readFileSync(join(dir, 'a.svg'), 'utf8'), />1 to 3</);
    const table = await runCli(dir, [...weights, '--side', 'validation']);
    t.match(
      table.stdout,
      /^Share of the total change .* \(proxy-validation\), .*\n\nset +from +to +heads/,
    );
    t.match(
      table.stdout,
      /Heads that changed most:\n\nset +layer +head +mean from +mean to +change +share\nset /,
    );
  });
  await t.test('wrong usage and wrong files end with their codes', async (t) => {
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['concepts', '--split', 'split'], 2, /required option '--states <pattern>'/],
      [
        ['concepts', ...states, '--plot', 'c.png'],
        2,
        /--plot c\.png: expected a name that ends in \.svg \[bad_argument\]/,
      ],
      [
        ['concepts', ...states, '--csv', 'none/c.csv'],
        3,
        /there is no folder .*none.*\[output_not_writable\]/,
      ],
      [['concepts', ...states, '--sides', 'mine'], 2, /fixed, as-of/],
      [
        ['concepts', '--split', 'none', '--states', 'arrays'],
        4,
        /no split at none.*\[input_not_found\]/,
      ],
      [
        ['concepts', '--split', 'split', '--states', 'arrays'],
        3,
        /set\.step1\.npy: found one array.*\[results_invalid\]/,
      ],
      [
        ['attention', '--split', 'split', '--weights', 'arrays/{set}.x{step}.npy'],
        3,
        /expected files that match the pattern \[results_invalid\]/,
      ],
      [
        [
          'attention',
          '--split',
          'split',
          '--weights',
          'arrays/{set}.step{step}.npy',
          '--from',
          '2',
        ],
        3,
        /at the steps 1, 3, expected step 2/,
      ],
    ];
    for (const [args, code, message] of cases) {
      const ended = await runCli(dir, args);
      t.match(ended, { code, stdout: '', stderr: message }, args.join(' '));
    }
  });
});
