// Globs among the paths of results, which a shell did not expand because they were quoted.

import { lstat } from 'node:fs/promises';
import { IndexError } from '../../errors.ts';
import { compareNaturally } from '../../input/paths/compare-naturally.ts';
import { expandGlob } from '../../input/paths/expand-glob.ts';

/** Throws `input_not_found` for a glob that matches nothing. A path that is there is no glob. */
export async function expandResults(paths: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const path of paths) {
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    );
    if (isThere || !/[*?[\]{}]/.test(path)) {
      all.push(path);
      continue;
    }
    const found = await expandGlob(path, process.cwd());
    if (found.length === 0) {
      throw new IndexError('input_not_found', `no file or folder matches ${path}`, { path });
    }
    for (const name of found.sort(compareNaturally)) all.push(name);
  }
  return all;
}
