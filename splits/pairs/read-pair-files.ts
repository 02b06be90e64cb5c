// Pair files -> sets: the one place of `splits/` that reads. A set is held whole.

import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileError } from '../../errors/file-error.ts';
import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import { requireData } from '../../text/require-data.ts';
import { decodePairs, type PairOptions } from './decode-pairs.ts';
import type { PairSet } from './pair-set.ts';
import type { PairFormat, Quoting } from './pair-text.ts';

const formats: Readonly<Record<string, PairFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
};

/**
 * A set for each file, named by the file's name without its extension, which also tells the format.
 * Throws `input_not_found`, `source_unreadable`, `not_utf8`, `bad_argument` (an extension that says
 * nothing, two sets of one name) and what decodePairs throws.
 */
export async function readPairFiles(
  paths: readonly string[],
  options: Omit<PairOptions, 'set'> & { readonly quoting?: Quoting } = {},
): Promise<PairSet[]> {
  const sets: PairSet[] = [];
  const names = new Map<string, string>();
  for (const path of paths) {
    const [set, format] = nameAndFormat(path);
    // Names that differ in case alone would be one file where file systems do not tell them apart.
    const other = names.get(set.toLowerCase());
    if (other !== undefined) {
      throw new IndexError(
        'bad_argument',
        `${other} and ${path} make two sets named ${set}: expected a name of its own for each set. Rename one of the files.`,
      );
    }
    names.set(set.toLowerCase(), path);
    const text = await readText(path);
    sets.push(await decodePairs({ ...options, set, format, file: path, text }));
  }
  return sets;
}

/** The set and the format that a path names; throws `bad_argument` where its ending says nothing. */
export function nameAndFormat(path: string): [string, PairFormat] {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot).toLowerCase();
  const format = formats[extension];
  if (format !== undefined) return [name.slice(0, dot), format];
  const expected = `pairs in a file that ends in ${Object.keys(formats).join(', ')}`;
  const found = extension === '' ? 'no extension' : extension;
  const message = sentence({ where: path, expected, found });
  throw new IndexError('bad_argument', message, { file: path });
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const special = { 'below-file': { code: 'source_unreadable' } } as const;
    throw fileError(error, { path, doing: 'read the pair file', special });
  });
  requireData(bytes, path);
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const found = `${path} is not valid UTF-8: write the pairs as UTF-8, not compressed`;
  throw new IndexError('not_utf8', found, { file: path });
}
