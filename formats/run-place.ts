// Where the files of a run description lie, and what a message says of one that is not there.

import { dirname, isAbsolute, join, resolve } from 'node:path';
import { IndexError } from '../errors.ts';
import type { NamedPath } from '../input/paths/named-path.ts';

/** Where a run description stands. */
export interface RunPlace {
  /** Its file as it was named; undefined: it was given as options. */
  readonly name: string | undefined;
  /** The folder that its paths are relative to. */
  readonly folder: string;
}

/** The file or folder that the description names, as it is shown and where it is. */
export function placeFile(run: RunPlace, file: string): NamedPath {
  const name = run.name === undefined || isAbsolute(file) ? file : join(dirname(run.name), file);
  return { name, path: resolve(run.folder, file) };
}

/** Begins a message; the empty string where the description was given as options. */
export function nameKey({ name }: RunPlace, key: string): string {
  return name === undefined ? '' : `${name}: key ${key}: `;
}

/** The error with run description and key before it, and the path as it was resolved; `kind` is what was expected there. */
export function explainMissing(
  run: RunPlace,
  { key, kind = 'file' }: { readonly key: string; readonly kind?: 'file' | 'folder' },
  error: unknown,
): unknown {
  if (!(error instanceof IndexError)) return error;
  const { code, message, details, cause } = error;
  const { source, found } = details;
  const path = resolve(String(source ?? found));
  const what = source === undefined ? 'files that match' : `a ${kind} at`;
  const relative =
    run.name === undefined ? 'the working directory' : "the run description's folder";
  const missing = `expected ${what} ${path}, found none. Paths there are relative to ${relative}: fix the path, or put the file there.`;
  return new IndexError(
    code,
    `${nameKey(run, key)}${code === 'input_not_found' ? missing : message}`,
    { ...details, file: run.name ?? null, key, path },
    cause,
  );
}
