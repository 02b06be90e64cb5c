// Doses -> a folder: lines, tables, a sheet of figures. Whole or absent.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTable } from '../../splits/output/table-file.ts';
import { writeFolder } from '../../splits/output/write-folder.ts';
import type { DoseOfSet } from '../dose/dose.ts';
import { drawDoses } from '../figures/dose-sheet.ts';
import { doseLines } from './dose-lines.ts';
import { doseTable, fitTable } from './dose-tables.ts';
import { seedSuffix } from './seed-suffix.ts';

/** `dose.jsonl`; `dose.csv`, `fits.csv` and both as Parquet; `sheet.svg`. */
export async function writeDoses(out: string, doses: readonly DoseOfSet[]): Promise<void> {
  await writeFolder(out, async (draft) => {
    const lines = doses.flatMap(doseLines).map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(join(draft, 'dose.jsonl'), lines.join(''));
    await writeTable(join(draft, 'dose'), doseTable(doses));
    await writeTable(join(draft, 'fits'), fitTable(doses));
    const bySeed = Map.groupBy(doses, ({ seed }) => seed);
    for (const [seed, ofSeed] of bySeed) {
      const suffix = seedSuffix(seed, bySeed.size);
      await writeFile(join(draft, `sheet${suffix}.svg`), drawDoses(ofSeed));
    }
  });
}
