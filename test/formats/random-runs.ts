// Random run descriptions over the small folders, with what the plain reading made of them.
//
// scripts/formats/make_random.py wrote random-runs.jsonl; what it holds are digests, so a run that
// differs is looked at with scripts/formats/read_plainly.py.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SpoiltFolder } from './spoil-folder.ts';

/** A record as the model was fed it; `parts` are its text between boundaries. */
export interface FedRecord {
  readonly rank: number;
  readonly step: number;
  readonly id: string | null;
  /** Row or line in its file, from 1 on. */
  readonly row: number;
  readonly parts: readonly string[];
}

export interface RandomRun {
  readonly name: string;
  readonly records: number;
  /** The last record's step. */
  readonly steps: number;
  readonly words: number;
  /** null: it was text. */
  readonly modelTokens: number | null;
  readonly digest: string;
  /** Makes the folder inside `dir` and gives the path of its run description. */
  make(dir: string): string;
}

interface Line {
  readonly folder: string;
  readonly run: { readonly format: string; readonly order?: { readonly dtype?: string } };
  readonly order: readonly number[] | null;
  readonly records: number;
  readonly steps: number;
  readonly words: number;
  readonly model_tokens: number | null;
  readonly digest: string;
}

export function readRandomRuns(): RandomRun[] {
  const path = new URL('random-runs.jsonl', import.meta.url);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((text, number) => {
    const { folder, run, order, model_tokens, ...facts } = JSON.parse(text) as Line;
    return {
      name: `${number + 1} ${folder}: ${JSON.stringify({ ...run, files: undefined })}`,
      ...facts,
      modelTokens: model_tokens,
      make(dir) {
        const copy = new SpoiltFolder(dir, folder);
        if (order !== null) copy.replace('order.raw', encodeOrder(order, run.order?.dtype));
        copy.replace('run.json', JSON.stringify(run));
        return copy.runFile;
      },
    };
  });
}

function encodeOrder(order: readonly number[], dtype: string | undefined): Uint8Array {
  const numbers = dtype === 'uint64' ? BigUint64Array.from(order, BigInt) : Uint32Array.from(order);
  return new Uint8Array(numbers.buffer);
}

/** As the plain reading makes it; see scripts/formats/make_random.py. */
export function digestOf(records: readonly FedRecord[]): string {
  const digest = createHash('sha256');
  for (const { rank, step, id, row, parts } of records) {
    const line = [rank, step, id, row, ...parts.filter((part) => part !== '')];
    digest.update(`${JSON.stringify(line)}\n`);
  }
  return digest.digest('hex');
}
