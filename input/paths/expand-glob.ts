// The paths that a glob names, walked folder by folder, so that nothing is left out silently.
//
// Symbolic links are followed. A folder that cannot be listed, or that leads back into itself, is an
// error: files in it would be missing, and those behind it would get earlier ranks.

import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, matchesGlob, resolve } from 'node:path';
import { isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { unreadable } from './unreadable.ts';

interface Walk {
  readonly cwd: string;
  readonly found: Set<string>;
}

interface Folder {
  /** As it is named; the empty string is the working directory. */
  readonly name: string;
  /** Where this folder and those above it really are. */
  readonly places: readonly string[];
}

const magic = /[*?[\]{}()!+@|\\]/;

/**
 * Files and folders that match, in no order, each once; a link that leads nowhere is among them.
 * Nothing that matches is an empty list. Throws `source_unreadable` and `bad_argument`.
 */
export async function expandGlob(pattern: string, cwd: string): Promise<string[]> {
  const walk: Walk = { cwd, found: new Set() };
  for (const one of spreadBraces(pattern)) {
    const parts = one.split('/').filter((part, i) => part !== '' || i === 0);
    const isAbsolute = parts[0] === '';
    const root = isAbsolute ? '/' : '';
    await visit({ name: root, places: [] }, isAbsolute ? parts.slice(1) : parts, walk);
  }
  return [...walk.found];
}

/** Braces with a slash in them are parts of paths; others are left to the parts. */
function spreadBraces(pattern: string): string[] {
  const braces = /\{([^{}]*\/[^{}]*)\}/.exec(pattern);
  if (braces?.[1]?.includes(',') !== true) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  return braces[1].split(',').flatMap((part) => spreadBraces(before + part + after));
}

async function visit(folder: Folder, parts: readonly string[], walk: Walk): Promise<void> {
  const [part = '', ...rest] = parts;
  if (!magic.test(part)) {
    const name = join(folder.name, part);
    if (rest.length > 0) return visit({ name, places: [] }, rest, walk);
    const isThere = await lstat(resolve(walk.cwd, name)).then(
      () => true,
      (cause) => falseIfMissing(cause, name),
    );
    if (isThere) walk.found.add(name);
    return;
  }
  const isDeep = part === '**';
  if (isDeep && rest.length > 0) await visit(folder, rest, walk);
  const matches = isDeep ? (name: string) => !name.startsWith('.') : compileMatcher(part);
  for (const entry of await listFolder(folder.name, walk)) {
    if (!matches(entry.name)) continue;
    const name = join(folder.name, entry.name);
    if (rest.length === 0) walk.found.add(name);
    if (rest.length === 0 && !isDeep) continue;
    if (!(await isFolder(entry, name, walk))) continue;
    // A folder needs to be asked for loops only where the walk has no end of its own.
    const places = isDeep ? await findPlaces(folder, name, walk) : [];
    await visit({ name, places }, isDeep ? parts : rest, walk);
  }
}

/** Plain wildcards as an expression, because `matchesGlob` reads its pattern anew for each name. */
function compileMatcher(part: string): (name: string) => boolean {
  if (!/^[\w.*?-]+$/.test(part)) return (name) => matchesGlob(name, part);
  const source = part.replaceAll(/[.*?]/g, (character) => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : '\\.';
  });
  const expression = new RegExp(`^${source}$`, 'su');
  const takesHidden = part.startsWith('.');
  return (name) => (takesHidden || !name.startsWith('.')) && expression.test(name);
}

async function listFolder(name: string, { cwd }: Walk): Promise<Dirent[]> {
  try {
    return await readdir(resolve(cwd, name), { withFileTypes: true });
  } catch (cause) {
    falseIfMissing(cause, name === '' ? '.' : name);
    return [];
  }
}

async function isFolder(entry: Dirent, name: string, { cwd }: Walk): Promise<boolean> {
  if (entry.isDirectory()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    return (await stat(resolve(cwd, name))).isDirectory();
  } catch (cause) {
    return falseIfMissing(cause, name);
  }
}

/** Throws for what may be there and cannot be looked at. */
function falseIfMissing(cause: unknown, name: string): false {
  if (isMissing(cause)) return false;
  throw unreadable(name, cause);
}

async function findPlaces(folder: Folder, name: string, { cwd }: Walk): Promise<readonly string[]> {
  const above =
    folder.places.length > 0 ? folder.places : [await realpath(resolve(cwd, folder.name))];
  const place = await realpath(resolve(cwd, name));
  if (above.some((one) => one === place || one.startsWith(`${place.replace(/\/$/, '')}/`))) {
    throw new IndexError(
      'bad_argument',
      `${name} is a symbolic link to ${place}, a folder that holds it: its files would be found without end. Name the folders, or remove the link.`,
      { source: name, found: place },
    );
  }
  return [...above, place];
}
