// A folder, or a pattern of paths -> where the arrays of each set, seed and step are.
//
// Names decide, and a name that says something wrong is an error. What a folder holds besides is
// counted and left to the caller to report.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { type NameFields, parseArrayName } from './array-name.ts';
import { type ArrayPattern, hasBraces, parsePattern } from './array-pattern.ts';
import { type ArrayPart, type CheckpointArrays, type NamedFile, PlaceBook } from './place-book.ts';

export interface FoundArrays<Part extends ArrayPart> {
  /** In the order of the split's sets, then seeds, then steps. */
  readonly checkpoints: readonly CheckpointArrays<Part>[];
  /** Sets of the files that the split does not have. */
  readonly unknownSets: readonly string[];
  /** Files whose names are not as expected: how many, and the first. */
  readonly otherFiles: number;
  readonly firstOther: string | null;
}

interface FindOptions<Part extends ArrayPart> {
  /** Names of the split's sets, in order. */
  readonly sets: ReadonlySet<string>;
  /** The arrays that each set, seed and step needs: good and bad, or weights. */
  readonly parts: readonly Part[];
  /** For messages: --states. */
  readonly option: string;
}

/**
 * Throws `bad_argument` for a pattern, `input_not_found` for a folder, and `results_invalid` for a
 * step that is not a number, two arrays for one place, a missing partner, and where nothing is found.
 */
export async function findArrays<Part extends ArrayPart>(
  pattern: string,
  { sets, parts, option }: FindOptions<Part>,
): Promise<FoundArrays<Part>> {
  const { files, others } = hasBraces(pattern)
    ? await findByPattern(parsePattern(pattern, option))
    : await findInFolder(pattern, sets);
  const places = new PlaceBook<Part>({ sets, parts });
  for (const file of files.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    await places.addFile(file);
  }
  if (files.length === 0) {
    const seen =
      others.length === 0 ? 'no file' : `${others.length} other files, such as ${others[0]}`;
    const names = parts.length > 1 ? 'SET.stepN.good.npy' : 'SET.stepN.npy';
    throw new IndexError(
      'results_invalid',
      `${option} ${pattern}: found ${seen}, expected files ${hasBraces(pattern) ? 'that match the pattern' : `named [SEED.]${names}, or a pattern with {set} and {step}`}`,
    );
  }
  const { checkpoints, unknownSets } = places.finish();
  return { checkpoints, unknownSets, otherFiles: others.length, firstOther: others[0] ?? null };
}

async function findInFolder(folder: string, sets: ReadonlySet<string>) {
  const files: NamedFile[] = [];
  const others: string[] = [];
  for (const { name, isFolder } of await list(folder)) {
    const fields = isFolder ? undefined : parseArrayName(name, sets);
    if (fields === undefined) others.push(name);
    else files.push({ path: join(folder, name), fields });
  }
  return { files, others };
}

async function findByPattern({ base, parts }: ArrayPattern) {
  const files: NamedFile[] = [];
  const others: string[] = [];
  const walk = async (folder: string, [part, ...below]: readonly RegExp[], before: NameFields) => {
    const isLast = below.length === 0;
    for (const { name, isFolder } of await list(folder)) {
      const match = part?.exec(name);
      const path = join(folder, name);
      const fields: NameFields = { ...before, ...match?.groups };
      if (!match) others.push(path);
      else if (isLast && !isFolder) files.push({ path, fields });
      else if (!isLast && isFolder) await walk(path, below, fields);
    }
  };
  await walk(base, parts, {});
  return { files, others };
}

async function list(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const solve =
      "Name a folder, or a pattern such as 'states/{set}.step{step}.{side}.npy' in quotes.";
    throw fileError(error, {
      path: folder,
      doing: 'read the folder',
      special: { missing: { solve }, 'below-file': { solve } },
      details: { path: folder },
    });
  }
}
