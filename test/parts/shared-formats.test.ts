// Corpora of ../shared/data/formats, built in parts: equal to the same built at once.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRun } from '../../corpus/read-run.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { compareParts } from './in-parts.ts';

const formats = '../shared/data/formats';
const skip = existsSync(formats) ? false : `there is no ${formats}`;

interface Case {
  readonly name: string;
  /** Each loads a tokenizer of its own, which takes a second. */
  readonly parts: number;
  /** Pieces that end inside of their source. */
  readonly cuts: number;
  /** Keys of the description in place of its own. */
  readonly change?: object;
}

const cases: readonly Case[] = [
  { name: '01-jsonl-gz', parts: 4, cuts: 0 },
  { name: '01-jsonl-zst', parts: 5, cuts: 0, change: { steps: { words: 1000 }, epochs: 2 } },
  { name: '02-parquet', parts: 5, cuts: 3 },
  { name: '02-parquet-step', parts: 8, cuts: 7 },
  {
    name: '02-parquet',
    parts: 7,
    cuts: 4,
    change: {
      epochs: 3,
      steps: {
        schedule: [
          [1, 3],
          [4, 7],
          [20, 2],
        ],
      },
    },
  },
  { name: '03-hf-arrow-shuffled', parts: 4, cuts: 3 },
  { name: '04-megatron-order-epochs-mixed', parts: 3, cuts: 2 },
  { name: '04-megatron-order', parts: 3, cuts: 2, change: { steps: { model_tokens: 5000 } } },
  { name: '06-olmo', parts: 2, cuts: 1 },
  { name: '07-mds-zstd', parts: 6, cuts: 5 },
  { name: '09-llmc', parts: 2, cuts: 0 },
  { name: '10-json-array', parts: 3, cuts: 0 },
];

for (const { name, parts, cuts, change = {} } of cases) {
  t.test(`${name} in ${parts} parts ${JSON.stringify(change)}`, { skip }, async (t) => {
    const run = readRun(join(formats, name, 'run.json'));
    const description = { ...run.description, ...change };
    const options = { run: { ...run, description }, parts, rangeBytes: 20_000 };
    const plan = await compareParts(t, temporaryFolder(t), options);
    const pieces = plan.parts.flatMap((part) => part.pieces);
    t.ok(pieces.filter(({ isLast }) => !isLast).length >= cuts, 'sources were cut');
  });
}
