// The files of --csv and --parquet, written while answers come. Each is written under another name,
// and gets its own one when it is whole: a command that fails or is stopped leaves no half a table.
// Only a kill that no program can catch leaves FILE.part-PID, which nothing reads.

import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { fileError } from '../../errors/file-error.ts';
import { type Cell, csvOfRows } from '../../splits/output/csv-table.ts';
import { planOutputFile } from './output-file.ts';
import type { RowColumn } from './row-table.ts';

interface RowPaths {
  readonly csv?: string | undefined;
  readonly parquet?: string | undefined;
}

/** Are the answers wanted in a file? */
export function asksRows({ csv, parquet }: RowPaths): boolean {
  return csv !== undefined || parquet !== undefined;
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface RowWriter {
  write(rows: readonly (readonly Cell[])[]): Promise<void>;
  finish(): Promise<void>;
}

/** A file of rows, under the name that it has while it is written. */
interface Draft extends RowPaths {
  readonly option: string;
  readonly path: string;
  readonly draft: string;
  readonly writer: RowWriter;
}

/** Throws `bad_argument` and `output_not_writable` for paths at which no file can be written. */
export function requireRowPaths({ csv, parquet }: RowPaths): void {
  planOutputFile(csv, { option: '--csv', extension: '.csv' });
  planOutputFile(parquet, { option: '--parquet', extension: '.parquet' });
}

/** Must be closed. */
export class RowFiles<Item> {
  #columns: readonly RowColumn<Item>[];
  #drafts: readonly Draft[];
  #isWhole = false;
  #onSignal: NodeJS.SignalsListener;

  private constructor(columns: readonly RowColumn<Item>[], drafts: readonly Draft[]) {
    this.#columns = columns;
    this.#drafts = drafts;
    this.#onSignal = (signal) => this.#endBy(signal);
    for (const signal of endingSignals) process.on(signal, this.#onSignal);
  }

  /** Undefined: no file is asked for. Throws as requireRowPaths, and where no file can be opened. */
  static async open<Item>(
    paths: RowPaths,
    columns: readonly RowColumn<Item>[],
  ): Promise<RowFiles<Item> | undefined> {
    requireRowPaths(paths);
    const drafts: Draft[] = [];
    try {
      for (const [kind, path] of [
        ['csv', paths.csv],
        ['parquet', paths.parquet],
      ] as const) {
        if (path === undefined) continue;
        const draft = `${path}.part-${process.pid}`;
        const writer = await guard(path, `--${kind}`, () => openers[kind](draft, columns));
        drafts.push({ option: `--${kind}`, path, draft, writer });
      }
    } catch (error) {
      for (const { draft } of drafts) await rm(draft, { force: true });
      throw error;
    }
    return drafts.length === 0 ? undefined : new RowFiles(columns, drafts);
  }

  /** Throws `output_not_writable` on a full disk, and others of the system. */
  async write(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const rows = items.map((item) => this.#columns.map(({ cell }) => cell(item)));
    for (const { path, option, writer } of this.#drafts) {
      await guard(path, option, () => writer.write(rows));
    }
  }

  /** The files get their names; `onWritten` is told of each. */
  async finish(onWritten: (path: string) => void): Promise<void> {
    for (const { path, option, draft, writer } of this.#drafts) {
      await guard(path, option, async () => {
        await writer.finish();
        await rename(draft, path);
      });
      onWritten(path);
    }
    this.#isWhole = true;
  }

  /** Ends the process by the signal, as without a listener, after the drafts are gone. */
  #endBy(signal: NodeJS.Signals): void {
    for (const { draft } of this.#drafts) rmSync(draft, { force: true });
    this.#leaveSignals();
    process.kill(process.pid, signal);
  }

  #leaveSignals(): void {
    for (const signal of endingSignals) process.off(signal, this.#onSignal);
  }

  /** Takes away what is not whole. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaveSignals();
    if (this.#isWhole) return;
    for (const { draft } of this.#drafts) await rm(draft, { force: true });
  }
}

type Columns = readonly RowColumn<never>[];

const openers = { csv: openCsv, parquet: openParquet };

async function openCsv(path: string, columns: Columns): Promise<RowWriter> {
  const file = await open(path, 'w');
  await file.appendFile(csvOfRows([columns.map(({ name }) => name)]));
  return {
    write: (rows) => file.appendFile(csvOfRows(rows)),
    finish: () => file.close(),
  };
}

async function openParquet(path: string, columns: Columns): Promise<RowWriter> {
  const { ParquetTable } = await import('../../splits/output/table-file.ts');
  return new ParquetTable(path, columns);
}

/** Names the option in an error of the system. */
async function guard<Result>(
  path: string,
  option: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, {
      path,
      doing: `write the file of ${option}`,
      special: { full: { code: 'output_not_writable' } },
      details: { path },
    });
  }
}
