// Which of a store's paths a glob names, by the rules of globs of files.

import { posix } from 'node:path';

const magic = /[*?[\]{}]/;

export function isGlob(path: string): boolean {
  return magic.test(path);
}

/** The part before the first part with a wildcard; the empty string, or it ends with a slash. */
export function folderBefore(pattern: string): string {
  const at = pattern.search(magic);
  const literal = at < 0 ? pattern : pattern.slice(0, at);
  return literal.slice(0, literal.lastIndexOf('/') + 1);
}

export interface MatchedPaths<T> {
  readonly files: readonly T[];
  /** Folders that match and are not entered. */
  readonly folders: readonly string[];
}

/** The files that match; a name that is the pattern itself, brackets and all, does too. */
export function matchPaths<T extends { readonly path: string }>(
  pattern: string,
  all: readonly T[],
): MatchedPaths<T> {
  const matches = (path: string) => path === pattern || posix.matchesGlob(path, pattern);
  const folders = new Set<string>();
  const seen = new Set<string>();
  const files = all.filter(({ path }) => {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      if (seen.has(folder)) continue;
      seen.add(folder);
      if (matches(folder)) folders.add(folder);
    }
    // A key that ends with a slash is how stores without folders show one.
    return !path.endsWith('/') && matches(path);
  });
  return { files, folders: [...folders].sort() };
}
