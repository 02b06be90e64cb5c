// A folder that a command writes whole or not at all: under another name in the same place first, then
// renamed.

import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { catalogueFile } from '../../store/catalogue/file-names.ts';

/**
 * Throws `output_exists` if there is something at `out` that is not an empty folder, a link to one
 * included, and `bad_argument` if `out` lies inside an index.
 */
export async function requireFree(out: string): Promise<void> {
  requireOutside(out);
  if (await isLink(out)) {
    throw new IndexError(
      'output_exists',
      `${out} is a symbolic link: expected a new or an empty folder, because it is written under another name and then renamed. Name the folder itself with --out.`,
      { path: out },
    );
  }
  if (!existsSync(out)) return;
  const names = await readdir(out).catch(() => ['']);
  if (names.length === 0) return;
  throw new IndexError(
    'output_exists',
    `${out} exists and is not an empty folder: expected a new or an empty one, because it is written whole or not at all. Name another folder with --out.`,
    { path: out },
  );
}

/** A path that cannot be looked at cannot be written to either, which is an error of its own. */
async function isLink(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isSymbolicLink() === true;
}

/** An index may be deleted, copied or verified as a whole, so nothing else is written there. */
function requireOutside(out: string): void {
  const path = resolve(out);
  let there = dirname(path);
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  for (let folder = realpathSync(there); ; folder = dirname(folder)) {
    if (existsSync(join(folder, catalogueFile))) {
      throw new IndexError(
        'bad_argument',
        `${out} lies inside the index ${folder}: expected a folder outside of it, because only the index belongs there. Name another folder with --out.`,
        { path: out },
      );
    }
    if (dirname(folder) === folder) return;
  }
}

/**
 * Calls `fill` with a new folder and gives it the name `out` afterwards. Throws `output_exists`,
 * `disk_full` and `output_not_writable` (a folder that cannot be written); `out` then is as before.
 */
export async function writeFolder(
  out: string,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  await requireFree(out);
  const path = resolve(out);
  const draft = join(dirname(path), `.${basename(path)}-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    await fill(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw describe(error, out);
  }
}

function describe(error: unknown, out: string): unknown {
  const taken = {
    code: 'output_exists',
    found: 'something was put in its place while it was made',
    solve: 'Name a new or an empty folder with --out.',
  } as const;
  return fileError(error, {
    path: out,
    doing: 'write',
    state: 'Nothing was written.',
    special: { taken, 'below-file': taken },
    details: { path: out },
  });
}
