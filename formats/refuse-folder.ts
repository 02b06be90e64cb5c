// A folder where files are expected: what it is, and how to name what is in it.

import { readdirSync } from 'node:fs';
import { IndexError } from '../errors.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import { columnFormats } from './registry.ts';

/** The error for the folder. */
export function refuseFolder({ name, path }: NamedPath): IndexError {
  const { names, hasFolders } = listFolder(path);
  const shown = name.replace(/(?<=.)\/+$/, '');
  const advice = columnFormats
    .map((format) => format.adviseFolder?.(names, shown))
    .find((one) => one !== undefined);
  return new IndexError(
    'bad_argument',
    `${name} is a directory${advice ?? adviseFiles(names, hasFolders, shown)}`,
    { source: name },
  );
}

const readEnding = /\.((jsonl|ndjson|json|txt)(\.(gz|gzip|zst|zstd))?|parquet)$/i;

function adviseFiles(names: readonly string[], hasFolders: boolean, shown: string): string {
  const endings = names.flatMap((file) => readEnding.exec(file)?.[0] ?? []);
  const ending = ['.parquet', '.jsonl'].find((one) => endings.includes(one)) ?? endings[0];
  const format = ending === '.parquet' ? ' and say --format parquet' : '';
  const pattern = ending === undefined && hasFolders ? '**/*' : '*';
  return `: name its files, for example '${shown}/${pattern}${ending ?? '.jsonl'}'${format}`;
}

function listFolder(path: string): { names: readonly string[]; hasFolders: boolean } {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return { names: files.map(({ name }) => name), hasFolders: files.length < entries.length };
  } catch {
    return { names: [], hasFolders: false };
  }
}
