// A folder where files are expected: what it is, and how to name what is in it.

import { readdirSync } from 'node:fs';
import { IndexError } from '../../errors.ts';

/** The error for the folder at `path`, shown as `name`. */
export function folderError(path: string, name: string): IndexError {
  const shown = name.replace(/(?<=.)\/+$/, '');
  return new IndexError(
    'bad_argument',
    `${name} is a directory${adviceOf(listFolder(path), shown)}`,
    {
      source: name,
    },
  );
}

const readEnding = /\.((jsonl|ndjson|json|txt)(\.(gz|gzip|zst|zstd))?|parquet)$/i;

interface Listing {
  readonly names: readonly string[];
  readonly hasFolders: boolean;
}

function adviceOf({ names, hasFolders }: Listing, shown: string): string {
  const reader = (format: string) =>
    `read it with --format ${format} --from ${shown}, or by a run description with {"format":"${format}","files":["${shown}"]}`;
  if (names.includes('state.json')) {
    return ` that datasets' save_to_disk wrote: ${reader('arrow')}`;
  }
  if (names.includes('dataset_dict.json')) {
    return ` that save_to_disk wrote of several splits: name the folder of one, as in --format arrow --from ${shown}/train`;
  }
  if (names.includes('index.json') && names.some((file) => /\.mds(\.\w+)?$/.test(file))) {
    return ` of an MDS dataset: ${reader('mds')}`;
  }
  if (names.some((file) => file.endsWith('.arrow'))) {
    return ' of .arrow files without a state.json, as the cache of datasets: write the dataset with save_to_disk("FOLDER"), and name that folder with --format arrow';
  }
  const endings = names.flatMap((file) => readEnding.exec(file)?.[0] ?? []);
  const ending = ['.parquet', '.jsonl'].find((one) => endings.includes(one)) ?? endings[0];
  const format = ending === '.parquet' ? ' and say --format parquet' : '';
  const pattern = ending === undefined && hasFolders ? '**/*' : '*';
  return `: name its files, for example '${shown}/${pattern}${ending ?? '.jsonl'}'${format}`;
}

function listFolder(path: string): Listing {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return { names: files.map(({ name }) => name), hasFolders: files.length < entries.length };
  } catch {
    return { names: [], hasFolders: false };
  }
}
