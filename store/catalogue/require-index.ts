// The errors for a folder in which there is no index to open.

import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { catalogueFile, lockFile, shardFile } from './file-names.ts';

/** Throws where there is no catalogue to open: `index_not_found`, `not_an_index`, `source_unreadable`. */
export function requireIndex(directory: string): void {
  if (isAbsent(directory)) {
    throw new IndexError(
      'index_not_found',
      `no index at ${directory}: there is no such folder. Build one with \`firstseen index ${directory} --from PATH...\`.`,
      { path: directory },
    );
  }
  if (isAbsent(join(directory, catalogueFile))) {
    if (existsSync(join(directory, lockFile))) throw nothingCommitted(directory);
    if (existsSync(join(directory, shardFile))) {
      throw new IndexError(
        'not_an_index',
        `${directory} is a part of a plan, and not an index: make one of all parts with \`firstseen assemble PLAN.json --into DIR\`, and name that.`,
        { path: directory },
      );
    }
    const found = statSync(directory).isDirectory() ? 'none' : 'a file';
    throw new IndexError(
      'not_an_index',
      `${directory} is not an index: expected a folder with ${catalogueFile}, found ${found}. Name the folder that \`firstseen index\` made.`,
      { path: directory },
    );
  }
}

function isAbsent(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return false;
  } catch (error) {
    if (isMissing(error)) return true;
    throw fileError(error, { path, doing: 'read', details: { path } });
  }
}

/** The error for an index folder in which no build has come to its first commit. */
export function nothingCommitted(directory: string): IndexError {
  return new IndexError(
    'index_not_found',
    `${directory} has no commit yet: a build was started there, or a server that takes records, and has not come to its first commit. If it is still at work, wait (\`firstseen serve --wait\` does); else run the same command again.`,
    { path: directory },
  );
}
