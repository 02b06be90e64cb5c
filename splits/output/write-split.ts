// Splits -> a folder on disk, whole or absent.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../split.ts';
import { exposureTable } from './exposure-table.ts';
import { parquetRows } from './parquet-rows.ts';
import { joinChunks, type SplitFileOptions, splitFiles } from './split-files.ts';
import { filledSides, pickExamples } from './split-sides.ts';
import { writeTable } from './table-file.ts';
import { writeFolder } from './write-folder.ts';

/**
 * Writes one split into `out`, or several into a folder `step-S` each. Throws what writeFolder throws;
 * `out` then is as before.
 */
export async function writeSplits(
  out: string,
  splits: readonly Split[],
  options: SplitFileOptions = {},
): Promise<void> {
  await writeFolder(out, async (draft) => {
    for (const split of splits) {
      const folder = splits.length === 1 ? draft : join(draft, `step-${split.at}`);
      await writeSplit(folder, split, options);
    }
  });
}

async function writeSplit(folder: string, split: Split, options: SplitFileOptions): Promise<void> {
  await mkdir(join(folder, 'lm_eval'), { recursive: true });
  for (const file of splitFiles(split, options)) {
    await writeFile(join(folder, file.path), joinChunks(file.chunks()));
  }
  const { checkpoints, sets } = split;
  if (checkpoints !== undefined) {
    await writeTable(join(folder, 'exposures'), exposureTable(sets, checkpoints));
  }
  if (options.parquet !== true || options.compact === true) return;
  for (const set of sets) {
    for (const side of filledSides(set)) {
      const rows = parquetRows(set.shape, pickExamples(set, side), options.prefix ?? '');
      await writeFile(join(folder, `${set.name}.${side}.parquet`), rows);
    }
  }
}
