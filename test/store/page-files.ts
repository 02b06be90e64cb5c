// Container files made by tests, and opened in each way that the engine has.

import { join } from 'node:path';
import type { Test } from 'tap';
import { hasAddon } from '../../native/addon.ts';
import { loadKernel } from '../../native/kernel.ts';
import { fileOperations } from '../../store/files.ts';
import { loadSearches } from '../../store/segment/mapped-search.ts';
import { PageFile } from '../../store/segment/page-file.ts';
import { pageBytes } from '../../store/segment/page-format.ts';
import { PageWriter } from '../../store/segment/page-writer.ts';
import type { SegmentOptions } from '../../store/segment/segment.ts';
import { temporaryFolder } from './small-index.ts';

export type Sections = Readonly<Record<string, Uint32Array | Uint8Array>>;

export function writePages(path: string, sections: Sections): string {
  const writer = new PageWriter(path, 'index', fileOperations);
  for (const [name, content] of Object.entries(sections)) {
    writer.section(name);
    if (content instanceof Uint32Array) writer.appendWords(content);
    else writer.append(content);
  }
  writer.finish({});
  return path;
}

/**
 * Positioned reads with a cache of a single page, of a few pages, and where it is there a mapping,
 * without and with the kernel's search of many phrases.
 */
export const waysToRead: readonly SegmentOptions[] = [
  { mapFile: () => undefined, cacheBytes: pageBytes },
  { mapFile: () => undefined, cacheBytes: 4 * pageBytes },
  ...(hasAddon() && process.env['FIRSTSEEN_NATIVE'] !== '0' ? mappedWays() : []),
];

function mappedWays(): SegmentOptions[] {
  const { mapFile, addon } = loadKernel('native');
  return [{ mapFile }, { mapFile, searches: loadSearches(addon) }];
}

/** Runs `look` on the sections as a file, once for each way to read it. */
export function withPages(
  folder: string,
  sections: Sections,
  look: (file: PageFile) => void,
): void {
  const path = writePages(join(folder, 'pages'), sections);
  for (const way of waysToRead) {
    using file = PageFile.open(path, way);
    look(file);
  }
}

/** A file that stays open for the test, read with a cache of one page. */
export function openPages(t: Test, sections: Sections): PageFile {
  const path = writePages(join(temporaryFolder(t), 'pages'), sections);
  const file = PageFile.open(path, waysToRead[0] as SegmentOptions);
  t.teardown(() => file.close());
  return file;
}
