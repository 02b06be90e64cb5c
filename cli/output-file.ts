// Files that a command writes besides its answer (--plot, --csv): the place is looked at before any
// work, the file is written at the end.

import { accessSync, constants, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { causeCode } from '../errors/cause.ts';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';

export interface OutputFile {
  /** As the user gives it: --plot. */
  readonly option: string;
  readonly path: string;
}

/** Throws `bad_argument` for a name that does not end in `extension`, and `output_not_writable`. */
export function requireOutputPlace({ option, path }: OutputFile, extension: string): void {
  if (!path.toLowerCase().endsWith(extension)) {
    throw new IndexError(
      'bad_argument',
      `${option} ${path}: expected a name that ends in ${extension}`,
      { path },
    );
  }
  const fault = faultOfPlace(path);
  if (fault === undefined) return;
  throw new IndexError(
    'output_not_writable',
    `${option} ${path}: expected a file that can be written; ${fault}. Nothing was computed: make the folder, or name another place.`,
    { path },
  );
}

/** Why no file can be written at `path`; undefined: one can. */
export function faultOfPlace(path: string): string | undefined {
  const folder = dirname(resolve(path));
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return `there is no folder ${folder}`;
  if (!stats.isDirectory()) return `${folder} is not a folder`;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'it is a folder itself';
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return `${folder} may not be written to (${causeCode(error)})`;
  }
}

/** Throws `output_not_writable`. */
export async function writeOutput({ option, path }: OutputFile, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw fileError(error, {
      path,
      doing: `write the file of ${option}`,
      state: 'The other results are complete.',
      special: { full: { code: 'output_not_writable' } },
      details: { path },
    });
  }
}
