// Copies the pages and their pictures into the folder of the site, since a page finds Vue from where it is.

import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { innerLinksOf } from '../../scripts/links/read-links.ts';
import { groups } from '../navigation.ts';

/** `folder` then has the files under their paths of the repository, and nothing else. */
export function copyPages(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const copy = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  };
  for (const [path] of groups.flatMap(({ pages }) => pages)) {
    copy(path);
    const pictures = innerLinksOf(readFileSync(join(root, path), 'utf8'));
    for (const picture of pictures.filter((link) => /\.(?:png|svg)$/.test(link))) {
      copy(join(dirname(path), picture));
    }
  }
}
