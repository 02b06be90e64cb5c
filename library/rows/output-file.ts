// Files that a command writes besides its answer (--plot, --csv): their place is checked before any work,
// and they are written at the end, under another name until they are whole.

import { accessSync, constants, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { causeCode } from '../../errors/cause.ts';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';

interface OutputRules {
  /** As the user gives it: --plot. */
  readonly option: string;
  readonly extension: string;
  /** Why the name has to end so. */
  readonly reason?: string;
  /** Words of the message where the place cannot be written: "Nothing was computed". */
  readonly undone?: string;
  /** A folder that the command is yet to make. */
  readonly newFolder?: string;
  /** Words of the message where the file cannot be written at the end. */
  readonly file?: string;
  readonly complete?: string;
}

interface OutputFile {
  /** Throws `output_not_writable`. */
  write(text: string): Promise<void>;
}

/**
 * The file at `path`; undefined without a path. Throws `bad_argument` for a name that does not end in
 * `extension`, and `output_not_writable`.
 */
export function planOutputFile(
  path: string | undefined,
  rules: OutputRules,
): OutputFile | undefined {
  if (path === undefined) return undefined;
  const { option, extension, reason = '', undone = 'computed', newFolder } = rules;
  if (!path.toLowerCase().endsWith(extension)) {
    const message = `${option} ${path}: expected a name that ends in ${extension}${reason}`;
    throw new IndexError('bad_argument', message, { path });
  }
  const folder = dirname(resolve(path));
  const isNew = newFolder !== undefined && folder === resolve(newFolder);
  const fault = isNew ? undefined : findFault(path, folder);
  if (fault !== undefined) {
    throw new IndexError(
      'output_not_writable',
      `${option} ${path}: expected a file that can be written; ${fault}. Nothing was ${undone}: make the folder, or name another place.`,
      { path },
    );
  }
  return { write: (text) => writeText(path, text, rules) };
}

/** Why no file can be written at `path`; undefined: one can. */
function findFault(path: string, folder: string): string | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return `there is no folder ${folder}`;
  if (!stats.isDirectory()) return `${folder} is not a folder`;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'it is a folder itself';
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return `${folder} may not be written to (${causeCode(error)})`;
  }
}

async function writeText(path: string, text: string, rules: OutputRules): Promise<void> {
  const { option, file = `the file of ${option}` } = rules;
  const { complete = 'The other results are complete.' } = rules;
  const draft = `${path}.part-${process.pid}`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw fileError(error, {
      path,
      doing: `write ${file}`,
      state: complete,
      special: { full: { code: 'output_not_writable' } },
      details: { path },
    });
  }
}
