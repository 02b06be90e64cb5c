// Folders that hold an index.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFile } from '../../store/catalogue/file-names.ts';

/** Whether there is a catalogue in it. */
export function isIndexFolder(path: string): boolean {
  return existsSync(join(path, catalogueFile));
}
