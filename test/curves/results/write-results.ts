// The same scores in every format that results are read from, as files under a folder.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { grouped, type Scored, sampleLine } from './small-results.ts';

export function write(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A folder a seed and checkpoint; odd and even rows in files of their own, as sides of a split are. */
export function writeSamples(folder: string, rows: readonly Scored[]): string {
  for (const { set, seed, step, rows: own } of grouped(rows)) {
    const model = join(folder, `seed${seed}`, `step${step}`, 'org__model');
    write(join(model, 'results_2026-01-01T10-00-00.000001.json'), '{}');
    for (const side of [0, 1]) {
      const lines = own.filter(({ row }) => row % 2 === side).map((one) => sampleLine(one));
      const text = lines.map((line) => `${line}\n`).join('');
      const packed = [text, gzipSync(text), zstdTwice(text)][(step + side) % 3] as string;
      const ending = ['', '.gz', '.zst'][(step + side) % 3];
      const name = `samples_blimp_${set}_2026-01-01T10-00-00.00000${side}.jsonl${ending}`;
      write(join(model, name), packed);
    }
  }
  return folder;
}

/** Two frames: a reader that stops behind the first one gives half of the rows. */
function zstdTwice(text: string): Buffer {
  const middle = text.indexOf('\n') + 1;
  return Buffer.concat(
    [text.slice(0, middle), text.slice(middle)].map((one) => zstdCompressSync(one)),
  );
}

type Writer = (rows: readonly Scored[]) => string | Uint8Array;

function table(delimiter: string, columns: readonly (keyof Scored | 'correct')[]): Writer {
  return (rows) => {
    const line = (one: Scored) =>
      columns.map((name) => (name === 'correct' ? Number(one.good >= one.bad) : one[name]));
    const lines = [['other', ...columns], ...rows.map((one) => ['"a, b"', ...line(one)])];
    return `\ufeff${lines.map((cells) => cells.join(delimiter)).join('\r\n')}\r\n`;
  };
}

const byScore = ['step', 'good', 'set', 'bad', 'seed', 'row'] as const;
const byVerdict = ['correct', 'row', 'seed', 'step', 'set'] as const;

const integers = (rows: readonly Scored[], name: 'row' | 'step'): ColumnSource => ({
  ...{ name, type: 'INT64', data: rows.map((one) => BigInt(one[name])) },
});

function parquetOf(rows: readonly Scored[], judgements: readonly ColumnSource[]): Uint8Array {
  const columnData: ColumnSource[] = [
    { name: 'set', type: 'STRING', data: rows.map(({ set }) => set) },
    integers(rows, 'row'),
    integers(rows, 'step'),
    { name: 'seed', type: 'INT32', data: rows.map(({ seed }) => seed) },
    ...judgements,
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 }));
}

/** Tables by the name of their file. */
export const tables: Readonly<Record<string, Writer>> = {
  'scores.csv': table(',', byScore),
  'verdicts.csv.gz': (rows) => gzipSync(table(',', byVerdict)(rows)),
  'scores.tsv.zst': (rows) => zstdTwice(String(table('\t', byScore)(rows))),
  'verdicts.tsv': table('\t', byVerdict),
  'scores.jsonl': (rows) => rows.map((one) => `${JSON.stringify(one)}\n`).join(''),
  'verdicts.jsonl.gz': (rows) =>
    gzipSync(
      rows
        .map(({ good, bad, ...one }) => JSON.stringify({ ...one, correct: good >= bad }))
        .join('\n\n'),
    ),
  'scores.parquet': (rows) =>
    parquetOf(rows, [
      { name: 'good', type: 'DOUBLE', data: rows.map(({ good }) => good) },
      { name: 'bad', type: 'FLOAT', data: rows.map(({ bad }) => bad) },
    ]),
  'verdicts.parquet': (rows) =>
    parquetOf(rows, [
      { name: 'correct', type: 'BOOLEAN', data: rows.map(({ good, bad }) => good >= bad) },
    ]),
};
