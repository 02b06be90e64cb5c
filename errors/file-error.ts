// What the system says of a failed file operation, as an error for the user.
//
// This is the one place that knows the system's codes for files. A caller says what it was doing,
// and which faults mean something else there. Codes of other libraries (zlib, SQLite, HTTP) and of
// sockets are left to those who call them.

import { type ErrorCode, type ErrorDetails, IndexError } from '../errors.ts';
import { causeCode } from './cause.ts';
import { sentence } from './sentence.ts';

/** `below-file`: a file is on the way to the path. `other`: a code without an advice of its own. */
type FileFault =
  | 'missing'
  | 'below-file'
  | 'folder'
  | 'taken'
  | 'full'
  | 'too-many'
  | 'denied'
  | 'read-only'
  | 'loop'
  | 'long-name'
  | 'too-large'
  | 'other';

const faults: Readonly<Record<string, FileFault>> = {
  ENOENT: 'missing',
  ENOTDIR: 'below-file',
  EISDIR: 'folder',
  EEXIST: 'taken',
  ENOTEMPTY: 'taken',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EMFILE: 'too-many',
  ENFILE: 'too-many',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'read-only',
  ELOOP: 'loop',
  ENAMETOOLONG: 'long-name',
  ERR_FS_FILE_TOO_LARGE: 'too-large',
};

interface Meaning {
  readonly found: string;
  readonly solve: string;
}

const meanings: Readonly<Record<FileFault, Meaning>> = {
  missing: {
    found: 'no such file or folder',
    solve: 'Check the path: relative paths start at the working directory.',
  },
  'below-file': {
    found: 'a part of its path is a file, not a folder',
    solve: 'Check the path.',
  },
  folder: { found: 'it is a folder', solve: 'Name a file.' },
  taken: {
    found: 'something else is in its place',
    solve: 'Remove it, or name another place.',
  },
  full: {
    found: 'no space left on the device',
    solve: 'Free space, or name a place on another disk, then run the command again.',
  },
  'too-many': {
    found: 'too many files are open',
    solve: 'Raise the limit (`ulimit -n`), then run the command again.',
  },
  denied: {
    found: 'permission denied',
    solve: 'Check the permissions of the file and of its folders.',
  },
  'read-only': { found: 'the file system is read-only', solve: 'Name another place.' },
  loop: { found: 'its symbolic links form a loop', solve: 'Fix the links, or name the file.' },
  'long-name': { found: 'its name is too long', solve: 'Give it a shorter name.' },
  'too-large': { found: 'it is larger than 2 GiB', solve: 'Split it into smaller files.' },
  other: {
    found: 'the system reports an error',
    solve: 'Check that it is a file of the expected kind, and that its disk works.',
  },
};

type Direction = 'read' | 'write';

/** Codes that a fault has wherever it happens; all others have that of the direction. */
const codes: Readonly<Record<Direction, Partial<Record<FileFault, ErrorCode>>>> = {
  read: { missing: 'input_not_found', 'below-file': 'input_not_found' },
  write: { full: 'disk_full' },
};

export interface FileTask {
  /** As the message names it. */
  readonly path: string;
  /** Follows "cannot"; the path follows it. */
  readonly doing: `${'read' | 'write' | 'make'}${'' | ` ${string}`}`;
  /** For faults without a code of their own: `source_unreadable` or `output_not_writable`. */
  readonly code?: ErrorCode;
  /** How things stand now: "Nothing was written." */
  readonly state?: string;
  /** Faults that mean something else here. */
  readonly special?: Partial<Record<FileFault, Partial<Meaning> & { readonly code?: ErrorCode }>>;
  /** In place of `{ file: path }`; the system's code is added as `found`. */
  readonly details?: ErrorDetails;
}

/** An error of the system as an IndexError that says what to do; any other error as it is. */
export function fileError(error: unknown, task: FileTask): unknown {
  const fault = fileFault(error);
  if (fault === undefined) return error;
  return faultError(fault, { ...task, found: causeCode(error), cause: error });
}

interface FoundFault extends FileTask {
  /** The system's code, or SQLite's. Undefined: there was no call of the system. */
  readonly found?: string | undefined;
  readonly cause?: unknown;
}

/** The same for a fault that was found in another way than by an error of the system. */
export function faultError(fault: FileFault, task: FoundFault): IndexError {
  const { path, doing, state, found, cause } = task;
  const direction = doing.startsWith('read') ? 'read' : 'write';
  const usual = direction === 'read' ? 'source_unreadable' : 'output_not_writable';
  const special = task.special?.[fault];
  const meaning = { ...meanings[fault], ...special };
  return new IndexError(
    special?.code ?? codes[direction][fault] ?? task.code ?? usual,
    sentence({
      where: `cannot ${doing} ${path}`,
      found: found === undefined ? meaning.found : `${meaning.found} (${found})`,
      solve: state === undefined ? meaning.solve : `${state} ${meaning.solve}`,
    }),
    { ...(task.details ?? { file: path }), ...(found !== undefined && { found }) },
    cause,
  );
}

/** Undefined: the error is not the system's. */
export function fileFault(error: unknown): FileFault | undefined {
  const code = causeCode(error);
  if (code === undefined) return undefined;
  return faults[code] ?? (/^E[A-Z\d]+$/.test(code) ? 'other' : undefined);
}

/** Whether the error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  const fault = fileFault(error);
  return fault === 'missing' || fault === 'below-file';
}
