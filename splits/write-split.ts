// Splits -> a folder on disk, whole or absent: written under another name beside it, then renamed.

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { IndexError } from '../errors.ts';
import { writeExposures } from './exposure-table.ts';
import { parquetRows } from './parquet-rows.ts';
import { joinChunks, type SplitFileOptions, splitFiles } from './split-files.ts';
import type { Split } from './split-pairs.ts';
import { examplesOf, filledSides } from './split-rows.ts';

export interface WriteOptions extends SplitFileOptions {
  /** Write the rows as Parquet too. */
  readonly parquet?: boolean;
}

/** Throws `output_exists` if there is something at `out` that is no empty folder. */
export async function requireFree(out: string): Promise<void> {
  if (!existsSync(out)) return;
  const names = await readdir(out).catch(() => ['']);
  if (names.length === 0) return;
  throw new IndexError(
    'output_exists',
    `${out} exists and is not an empty folder: expected a new or an empty one, as a split is written whole or not at all. Name another folder with --out.`,
    { path: out },
  );
}

/**
 * Writes one split into `out`, or several into a folder `step-S` each. Throws `output_exists`,
 * `disk_full` and `output_not_writable` (a folder that cannot be written); `out` then is as before.
 */
export async function writeSplits(
  out: string,
  splits: readonly Split[],
  options: WriteOptions = {},
): Promise<void> {
  await requireFree(out);
  const path = resolve(out);
  const draft = join(dirname(path), `.${basename(path)}-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    for (const split of splits) {
      const folder = splits.length === 1 ? draft : join(draft, `step-${split.at}`);
      await writeSplit(folder, split, options);
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw describe(error, out);
  }
}

async function writeSplit(folder: string, split: Split, options: WriteOptions): Promise<void> {
  await mkdir(join(folder, 'lm_eval'), { recursive: true });
  for (const file of splitFiles(split, options)) {
    await writeFile(join(folder, file.path), joinChunks(file.chunks()));
  }
  const { checkpoints } = split;
  if (checkpoints !== undefined) {
    const place = (ending: string) => join(folder, `exposures.${ending}`);
    await writeExposures(
      { csv: place('csv'), parquet: place('parquet') },
      { ...split, checkpoints },
    );
  }
  if (options.parquet !== true || options.compact === true) return;
  for (const set of split.sets) {
    for (const side of filledSides(set)) {
      const rows = parquetRows(set.shape, examplesOf(set, side), options.prefix ?? '');
      await writeFile(join(folder, `${set.name}.${side}.parquet`), rows);
    }
  }
}

function describe(error: unknown, out: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') {
    const found = `${out} came to be there while the split was made: nothing was written`;
    return new IndexError('output_exists', found, { path: out }, error);
  }
  if (code === 'ENOSPC') {
    const found = `no space left for ${out}: nothing was written. Make room and run the command again.`;
    return new IndexError('disk_full', found, { path: out }, error);
  }
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    const found = `cannot write ${out} (${code}): check its folder and permissions`;
    return new IndexError('output_not_writable', found, { path: out }, error);
  }
  return error;
}
