// Writes results of evaluation at any scale, for measuring: scores at random for the rows of a split.
//
//   node scripts/make-results.ts --split DIR --out DIR [--format lm-eval|parquet]
//        [--checkpoints 100] [--seeds 3] [--sets 67] [--rows-per-group 1000000]
//
// The folders are as lm-evaluation-harness 0.4.13 writes them with --log_samples, byte for byte but
// for hashes and times. Only rows that are examples of the split are written.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import { readSplitRows, type SplitRow } from '../curves/split/read-split-rows.ts';
import { pythonJson } from '../test/curves/results/small-results.ts';
import { seededRandom } from '../test/phrases.ts';

const { values } = parseArgs({
  options: {
    split: { type: 'string' },
    out: { type: 'string' },
    format: { type: 'string', default: 'lm-eval' },
    checkpoints: { type: 'string', default: '100' },
    seeds: { type: 'string', default: '3' },
    sets: { type: 'string', default: '1000' },
    'rows-per-group': { type: 'string', default: '1000000' },
  },
});
const { split, out, format } = values;
if (split === undefined || out === undefined)
  throw new Error('--split DIR and --out DIR are needed');

const random = seededRandom(7);
const summary: { sets: object } = JSON.parse(readFileSync(join(split, 'split.json'), 'utf8'));
const names = Object.keys(summary.sets).slice(0, Number(values.sets));
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const steps = Array.from({ length: Number(values.checkpoints) }, (_, i) => i * 100);
/** Fields that a split adds to a pair. */
const added = /(^|_)(row|critical_(good|bad)|exposure_(good|bad))$/;

/** Good and bad, in nats: right half of the time at the first checkpoint, 95 % at the last. */
function scoresAt(step: number): readonly [good: number, bad: number] {
  const score = () => -20 - Math.floor(random() * 80 * 1024) / 1024;
  const [one, other] = [score(), score()];
  const progress = step / Math.max(1, steps.at(-1) ?? 0);
  const isRight = random() < 0.5 + 0.45 * progress;
  return one >= other === isRight ? [one, other] : [other, one];
}

function writeSamples(out: string, set: string, rows: readonly SplitRow[]): void {
  const heads = rows.map((row) => makeHead(row));
  for (const seed of seeds) {
    for (const step of steps) {
      const folder = join(out, `seed${seed}`, `step${step}`, 'org__model');
      mkdirSync(folder, { recursive: true });
      const lines = heads.map(({ head, hash }) => `${head}${makeTail(hash, step)}\n`);
      const name = `samples_blimp_${set}_2026-01-01T10-00-00.000000.jsonl`;
      const fd = openSync(join(folder, name), 'w');
      writeSync(fd, Buffer.from(lines.join('')));
      closeSync(fd);
    }
  }
}

function makeHead({ row, fields }: SplitRow): { head: string; hash: string } {
  const document = Object.fromEntries(Object.entries(fields).filter(([name]) => !added.test(name)));
  const argument = (name: string) => ({ arg_0: '', arg_1: ` ${fields[name]}` });
  const head = pythonJson({
    ...{ doc_id: row, doc: document, target: '0' },
    arguments: { gen_args_0: argument('sentence_good'), gen_args_1: argument('sentence_bad') },
  });
  const hash = createHash('sha256').update(head).digest('hex');
  return { head: `${head.slice(0, -1)}, "resps": `, hash };
}

function makeTail(hash: string, step: number): string {
  const [good, bad] = scoresAt(step);
  const pair = (value: number) => `["${value}", "False"]`;
  return (
    `[[${pair(good)}], [${pair(bad)}]], "filtered_resps": [${pair(good)}, ${pair(bad)}], ` +
    `"filter": "none", "metrics": ["acc"], "doc_hash": "${hash}", "prompt_hash": "${hash}", ` +
    `"target_hash": "${hash}", "acc": ${good >= bad ? '1.0' : '0.0'}}`
  );
}

async function writeParquet(out: string, split: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const writer = openParquet(join(out, 'results.parquet'));
  const rowsBySet = new Map<string, bigint[]>();
  for (const set of names) {
    const rows = await readSplitRows(split, set);
    rowsBySet.set(
      set,
      rows.map(({ row }) => BigInt(row)),
    );
  }
  const group = new RowGroup();
  const flush = async () => {
    await writer.write({ columnData: group.columns(), rowGroupSize: group.sets.length });
    group.clear();
  };
  for (const seed of seeds) {
    for (const step of steps) {
      for (const [set, rows] of rowsBySet) {
        for (const row of rows) group.add(set, { row, step: BigInt(step), seed: BigInt(seed) });
        if (group.sets.length >= Number(values['rows-per-group'])) await flush();
      }
    }
  }
  if (group.sets.length > 0) await flush();
  await writer.finish();
}

function openParquet(path: string): ParquetWriter {
  return new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: 6 },
      { name: 'set', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ...(['row', 'step', 'seed'] as const).map((name) => ({
        ...({ name, type: 'INT64', repetition_type: 'REQUIRED' } as const),
      })),
      ...(['good', 'bad'] as const).map((name) => ({
        ...({ name, type: 'DOUBLE', repetition_type: 'REQUIRED' } as const),
      })),
    ],
  });
}

/** Rows of results that are not written yet, by column. */
class RowGroup {
  readonly sets: string[] = [];
  readonly #numbers = {
    row: [] as bigint[],
    step: [] as bigint[],
    seed: [] as bigint[],
  };

  add(set: string, { row, step, seed }: { row: bigint; step: bigint; seed: bigint }): void {
    this.sets.push(set);
    this.#numbers.row.push(row);
    this.#numbers.step.push(step);
    this.#numbers.seed.push(seed);
  }

  columns(): ColumnSource[] {
    const scores = this.#numbers.step.map((step) => scoresAt(Number(step)));
    return [
      { name: 'set', data: this.sets },
      ...Object.entries(this.#numbers).map(([name, data]) => ({ name, data })),
      { name: 'good', data: Float64Array.from(scores, ([good]) => good) },
      { name: 'bad', data: Float64Array.from(scores, ([, bad]) => bad) },
    ];
  }

  clear(): void {
    this.sets.length = 0;
    for (const column of Object.values(this.#numbers)) column.length = 0;
  }
}

// Behind the class that it uses.
if (format === 'parquet') await writeParquet(out, split);
else for (const set of names) writeSamples(out, set, await readSplitRows(split, set));
