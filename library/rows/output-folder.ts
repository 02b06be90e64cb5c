// The folder that a command or a call writes, before there is anything to write.

import { makeFolders, missingFolders, removeEmptyFolders } from '../../indexer/index-folder.ts';
import { requireFree } from '../../splits/output/write-folder.ts';

/** Throws `output_exists` where there is something else than an empty folder, and `bad_argument` in an index. */
export async function requireFreeFolder(out: string | undefined): Promise<void> {
  if (out !== undefined) await requireFree(out);
}

/** Throws `output_not_writable` where no folder can be made. */
export function requirePlace(out: string): void {
  const missing = missingFolders(out);
  try {
    makeFolders(out, 'output_not_writable');
  } finally {
    removeEmptyFolders(missing);
  }
}
