// What the system says of a file that cannot be read, as an error for its user.

import { IndexError } from '../errors.ts';

/** `input_not_found` or `source_unreadable`; undefined where the error is not the system's. */
export function unreadable(error: unknown, path: string): IndexError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new IndexError('input_not_found', `no file at ${path}`, { file: path }, error);
  }
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return undefined;
  return new IndexError(
    'source_unreadable',
    `cannot read ${path} (${code})`,
    { file: path },
    error,
  );
}
