// SQLite's errors in our terms: damage, no space, somebody else at work.

import { faultError, fileFault } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { checkFolder, writeTask } from '../files.ts';

/** Damage of the catalogue as a whole. */
export function damagedCatalogue(path: string, found: string, cause?: unknown): IndexError {
  return new IndexError(
    'index_damaged',
    `${path} is damaged in the catalogue: ${found}. Restore the file from a copy or build the index again.`,
    { file: path, section: 'catalogue', found },
    cause,
  );
}

/** SQLITE_ERROR too: our statements are constant, so a table that they do not find is damaged. */
const damageCodes = ['CORRUPT', 'NOTADB', 'FORMAT', 'SCHEMA', 'ERROR', 'IOERR_SHORT_READ'];

/**
 * No space for a page, or for the shared memory (`-shm`) that goes with a WAL. SQLite says the
 * second as an input or output error.
 */
export function isDiskFull(error: unknown): boolean {
  return (
    fileFault(error) === 'full' ||
    /^SQLITE_(FULL|IOERR_(WRITE|SHMSIZE|SHMMAP|SHMOPEN))/.test(errorCode(error))
  );
}

/** The code of an error of SQLite or the system; empty where it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Names SQLite's errors in our terms: damage, no space, somebody else at work. */
export function guard<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = errorCode(error);
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof IndexError) throw error;
    if (isDiskFull(error)) {
      throw faultError('full', { ...writeTask(path), found: code, cause: error });
    }
    if (/^SQLITE_(CANTOPEN|READONLY)/.test(code)) {
      const denied = { found: 'SQLite cannot open it for writing', solve: checkFolder };
      throw faultError('denied', {
        ...writeTask(path),
        special: { denied },
        found: code,
        cause: error,
      });
    }
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
      throw new IndexError(
        'index_busy',
        `${path} is locked by another process: try again.`,
        { path },
        error,
      );
    }
    const isDamage = damageCodes.some((known) => code.startsWith(`SQLITE_${known}`));
    if (isDamage || error instanceof SyntaxError) {
      throw damagedCatalogue(path, message, error);
    }
    throw error;
  }
}
