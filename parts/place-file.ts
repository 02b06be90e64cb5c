// A file of a shard under its name in an index: by a hard link where both are on one file system, else by a copy.

import { closeSync, copyFileSync, fsyncSync, linkSync, openSync } from 'node:fs';
import type { FileOperations } from '../store/files.ts';

/** Why a link may not be made although a copy can: another file system, none that has links, too many of them. */
const noLink = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES']);

/** The file is durable once this returns; its name is not. Returns whether it was linked. */
export function placeFile(from: string, to: string, files: FileOperations): boolean {
  files.remove(to);
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!noLink.has(code)) throw error;
  }
  const unfinished = `${to}.tmp`;
  copyFileSync(from, unfinished);
  const fd = openSync(unfinished, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  files.rename(unfinished, to);
  return false;
}
