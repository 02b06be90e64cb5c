// The error of a build that was interrupted.

import { IndexError } from '../errors.ts';

/** `records` are those of the index as it stands. */
export function interrupted(records: number): IndexError {
  const message =
    records === 0
      ? 'interrupted before the first commit: there is no index yet. Run the same command again.'
      : `interrupted; the index stands at its last commit, ${records} records. Run the same command again to continue from there (standard input and pipes start over).`;
  return new IndexError('interrupted', message, { records });
}

/** The same while sources were still looked for. */
export function interruptedBefore(): IndexError {
  return new IndexError(
    'interrupted',
    'interrupted while the sources were looked for: the index stays as it was',
  );
}
