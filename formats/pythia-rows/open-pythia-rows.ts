// Opens Pythia's rows, and compares each file with the .idx next to it, if there is one.

import { existsSync } from 'node:fs';
import { MegatronIndex } from '../megatron/megatron-index.ts';
import type { IdSource } from '../rows/id-source.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { openFixed } from '../tokens/fixed-rows.ts';
import { openRawFile } from '../tokens/raw-token-file.ts';
import type { TokenFile } from '../tokens/token-file.ts';

export function openPythiaRows(source: IdSource): RowReader {
  return openFixed(source, false, (path) => openRawFile(path, source.dtype, compareIndex));
}

function compareIndex({ file, type }: TokenFile): void {
  const neighbour = (name: string) => name.replace(/(\.bin)?$/, '.idx');
  const index = { name: neighbour(file.name), path: neighbour(file.path) };
  if (!existsSync(index.path)) return;
  const { file: indexFile, tokens } = new MegatronIndex(index, file);
  indexFile.close();
  tokens.file.close();
  if (tokens.type === type) return;
  throw file.refuse(
    'source_damaged',
    `holds ${tokens.type}, as ${index.name} says, and was to be read as ${type}: name the "dtype" that it has`,
    { byte: 0, found: tokens.type, expected: type },
  );
}
