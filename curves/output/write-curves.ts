// Curves -> a folder: lines, tables, a figure a set and the contact sheet. Whole or absent.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTable } from '../../splits/output/table-file.ts';
import { writeFolder } from '../../splits/output/write-folder.ts';
import { drawSheet } from '../figures/contact-sheet.ts';
import { drawSet, type FigureOptions } from '../figures/set-figure.ts';
import type { SetSummary } from '../sets/over-sets.ts';
import { curveLine } from './curve-line.ts';
import { accuracyTable, lagTable } from './curve-tables.ts';
import { seedSuffix } from './seed-suffix.ts';

/**
 * `curves.jsonl`; `accuracy.csv`, `lags.csv` and both as Parquet; `sheet.svg` and `figures/SET.svg`,
 * with the seed in their names where there are several. Throws what writeFolder throws.
 */
export async function writeCurves(
  out: string,
  curves: readonly SetSummary[],
  options: FigureOptions,
): Promise<void> {
  const { thresholds } = options;
  await writeFolder(out, async (draft) => {
    const lines = curves.map((curve) => `${JSON.stringify(curveLine(curve, thresholds))}\n`);
    await writeFile(join(draft, 'curves.jsonl'), lines.join(''));
    await writeTable(join(draft, 'accuracy'), accuracyTable(curves));
    await writeTable(join(draft, 'lags'), lagTable(curves, thresholds));
    await mkdir(join(draft, 'figures'));
    const bySeed = Map.groupBy(curves, ({ seed }) => seed);
    for (const [seed, ofSeed] of bySeed) {
      const suffix = seedSuffix(seed, bySeed.size);
      await writeFile(join(draft, `sheet${suffix}.svg`), drawSheet(ofSeed, options));
      for (const [set, both] of Map.groupBy(ofSeed, ({ set }) => set)) {
        await writeFile(join(draft, 'figures', `${set}${suffix}.svg`), drawSet(both, options));
      }
    }
  });
}
