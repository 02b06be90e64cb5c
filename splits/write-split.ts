// Splits -> a folder on disk, whole or absent: written under another name beside it, then renamed.

import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { IndexError } from '../errors.ts';
import { catalogueFile } from '../store/catalogue.ts';
import { writeExposures } from './exposure-table.ts';
import { parquetRows } from './parquet-rows.ts';
import { joinChunks, type SplitFileOptions, splitFiles } from './split-files.ts';
import type { Split } from './split-pairs.ts';
import { examplesOf, filledSides } from './split-rows.ts';

export interface WriteOptions extends SplitFileOptions {
  /** Write the rows as Parquet too. */
  readonly parquet?: boolean;
}

/**
 * Throws `output_exists` if there is something at `out` that is not an empty folder, a link to one
 * included, and `bad_argument` if `out` lies inside an index.
 */
export async function requireFree(out: string): Promise<void> {
  requireOutside(out);
  if (await isLink(out)) {
    throw new IndexError(
      'output_exists',
      `${out} is a symbolic link: expected a new or an empty folder, as a split is written under another name and then renamed. Name the folder itself with --out.`,
      { path: out },
    );
  }
  if (!existsSync(out)) return;
  const names = await readdir(out).catch(() => ['']);
  if (names.length === 0) return;
  throw new IndexError(
    'output_exists',
    `${out} exists and is not an empty folder: expected a new or an empty one, as a split is written whole or not at all. Name another folder with --out.`,
    { path: out },
  );
}

/** What cannot be looked at cannot be written to either, and that has its own error. */
async function isLink(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isSymbolicLink() === true;
}

/** An index may be deleted, copied or verified as a whole, so nothing else is written there. */
function requireOutside(out: string): void {
  const path = resolve(out);
  const parents = [dirname(path)];
  while (dirname(parents[0] as string) !== parents[0])
    parents.unshift(dirname(parents[0] as string));
  const there = parents.findLast((parent) => existsSync(parent)) ?? dirname(path);
  for (let folder = realpathSync(there); ; folder = dirname(folder)) {
    if (existsSync(join(folder, catalogueFile))) {
      throw new IndexError(
        'bad_argument',
        `${out} lies inside the index ${folder}: expected a folder outside of it, as only the index belongs there. Name another folder with --out.`,
        { path: out },
      );
    }
    if (dirname(folder) === folder) return;
  }
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
