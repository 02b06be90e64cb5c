// Reads everything that an answer can depend on, and lists all that differs from the checksums.
//
// The check continues after damage, so that all of it is listed: the catalogue's tables, then every file that
// it names, page by page. Without a readable catalogue nothing says which files belong to the
// index, so then the catalogue is all there is to report.

import { join } from 'node:path';
import { IndexError } from '../errors.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { catalogueFile } from './catalogue/file-names.ts';
import type { FileRow, SegmentRow } from './catalogue/segment-row.ts';
import { PageFile } from './segment/page-file.ts';

export interface Damage {
  readonly file: string;
  /** Name of a section, or header, footer, trailer, checksums, file; of a table or "catalogue". */
  readonly section: string;
  readonly found: string;
}

/**
 * Yields all damage of an index, none if it is whole; says after each file how far it is. Throws
 * where there is no index to check: `index_not_found`, `not_an_index`, `format_too_new`,
 * `format_too_old`.
 */
export function* verifyIndex(
  directory: string,
  onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void,
): Generator<Damage> {
  using catalogue = Catalogue.openForReading(directory);
  const file = join(directory, catalogueFile);
  for (const damage of catalogue.verify()) yield { file, ...damage };
  let files = listFiles(catalogue);
  const checked = new Set<string>();
  let bytes = 0;
  for (;;) {
    const row = files.find(({ name }) => !checked.has(name));
    if (row === undefined) return;
    const damage = [...verifyFile(directory, row)];
    // A commit may have merged the segment into another meanwhile, and have removed its files.
    if (damage.length > 0) files = listFiles(catalogue);
    if (files.some(({ name }) => name === row.name)) yield* damage;
    checked.add(row.name);
    bytes += row.byteLength;
    const left = files.filter(({ name }) => !checked.has(name));
    const totalBytes = left.reduce((sum, { byteLength }) => sum + byteLength, bytes);
    onProgress?.({ bytes, totalBytes });
  }
}

function listFiles(catalogue: Catalogue): FileRow[] {
  return readSegments(catalogue).flatMap(({ index, text }) => {
    return text === null ? [index] : [index, text];
  });
}

/** None where the catalogue's own check has listed why they cannot be read. */
function readSegments(catalogue: Catalogue): readonly SegmentRow[] {
  try {
    return catalogue.committed().segments;
  } catch (error) {
    if (error instanceof IndexError && error.code === 'index_damaged') return [];
    throw error;
  }
}

/** Reads and checks one file that the catalogue names. */
export function* verifyFile(directory: string, row: FileRow): Generator<Damage> {
  const path = join(directory, row.name);
  try {
    using file = PageFile.open(path, { mapFile: () => undefined, cacheBytes: 0 }, row);
    for (const { section, byte } of file.verifyPages()) {
      const found = `the page at byte ${byte} has a wrong checksum`;
      yield { file: path, section, found };
    }
  } catch (error) {
    yield describeDamage(error, path);
  }
}

/** The error that ended the check of a file, as damage; a bug is thrown again. */
function describeDamage(error: unknown, file: string): Damage {
  if (!(error instanceof IndexError)) throw error;
  const { section = 'file', found = error.message } = error.details;
  return { file, section: String(section), found: String(found) };
}
