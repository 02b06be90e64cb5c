// The plot of `split --plot FILE.svg`: its place looked at before any work, written at the end.

import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import { drawCurves } from '../splits/output/draw-curves.ts';
import type { Split } from '../splits/split.ts';
import { faultOfPlace } from './output-file.ts';

/** Throws `bad_argument` and `output_not_writable`; `out` is the folder of the splits, to be made yet. */
export function requirePlotPlace(path: string, out: string): void {
  if (!/\.svg$/i.test(path)) {
    throw new IndexError(
      'bad_argument',
      `--plot ${path}: expected a name that ends in .svg, because an SVG is written`,
      { path },
    );
  }
  const folder = dirname(resolve(path));
  // A plot may go into the folder of the splits, which is there by then.
  if (folder === resolve(out)) return;
  const found = faultOfPlace(path);
  if (found === undefined) return;
  throw new IndexError(
    'output_not_writable',
    `--plot ${path}: expected a file that can be written; ${found}. Nothing was split: make the folder, or name another place.`,
    { path },
  );
}

/** The last of the steps asked for has the longest curves. */
export async function writePlot(path: string, splits: readonly Split[]): Promise<void> {
  const latest = splits.reduce((a, b) => (b.at > a.at ? b : a));
  try {
    await writeFile(path, drawCurves(latest));
  } catch (error) {
    throw fileError(error, {
      path,
      doing: 'write the plot',
      state: 'The split itself is written.',
      special: { full: { code: 'output_not_writable' } },
      details: { path },
    });
  }
}
