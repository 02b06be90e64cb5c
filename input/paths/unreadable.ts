// The errors of a source that cannot be looked at, opened or read.

import { causeCode } from '../../errors/cause.ts';
import { type FileTask, faultError, fileFault } from '../../errors/file-error.ts';
import type { IndexError } from '../../errors.ts';

/** What fileError is told of a source: a folder of files is named in the place of the files. */
export function sourceTask(name: string): FileTask {
  const solve = `Name its files, for example '${name.replace(/\/$/, '')}/*.jsonl'.`;
  return {
    path: name,
    doing: 'read',
    special: { folder: { code: 'bad_argument', solve } },
    details: { source: name },
  };
}

/**
 * What a failed file operation means for the user: `input_not_found` (ENOENT, ENOTDIR),
 * `bad_argument` (EISDIR), `source_unreadable` (whatever else, errors of streams too).
 */
export function unreadable(
  name: string,
  cause: unknown,
  task: Pick<FileTask, 'doing' | 'special'> = sourceTask(name),
): IndexError {
  const found = causeCode(cause) ?? 'unknown error';
  const fault = fileFault(cause) ?? 'other';
  return faultError(fault, { ...sourceTask(name), ...task, found, cause });
}
