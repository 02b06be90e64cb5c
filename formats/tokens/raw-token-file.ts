// Files of ids without a header, as Pythia, OLMo and nanoGPT have them.
//
// Such a file says nothing of itself; where another next to it does, they are held
// against each other: the .idx of Pythia's rows, the .csv.gz of OLMo's parts.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { nameTokenPack } from '../lines/token-packs.ts';
import { MegatronIndex } from '../megatron/megatron-index.ts';
import { startsAsNumpy } from '../orders/number-file.ts';
import { openTokenFile, type TokenFile, type TokenType } from './token-file.ts';

/** Throws `source_truncated` and `source_damaged`. */
export function openRawFile(path: NamedPath, type: TokenType, format: string): TokenFile {
  const tokens = openTokenFile(path, type);
  try {
    requireNoHeader(tokens);
    if (format === 'pythia-rows') holdAgainstIndex(tokens, path);
    if (format === 'olmo') holdAgainstDocuments(tokens, path);
    return tokens;
  } catch (error) {
    tokens.file.close();
    throw error;
  }
}

/** Whatever their name says; a file that has a header begins with other ids. */
function requireNoHeader({ file }: TokenFile): void {
  const pack = nameTokenPack(file.read(0, Math.min(1 << 16, file.sizeBytes)), file.sizeBytes);
  if (pack !== undefined) {
    throw file.refuse('source_damaged', `is ${pack.name}: expected raw ids; ${pack.advice}`, {
      byte: 0,
    });
  }
  if (!startsAsNumpy(file.read(0, Math.min(6, file.sizeBytes)))) return;
  throw file.refuse(
    'source_damaged',
    'begins with the header of a .npy file: expected raw ids. Write them without it, for example with numpy.load(...).tofile(...)',
    { byte: 0 },
  );
}

function holdAgainstIndex({ file, type }: TokenFile, path: NamedPath): void {
  const neighbour = (name: string) => name.replace(/(\.bin)?$/, '.idx');
  const index = { name: neighbour(path.name), path: neighbour(path.path) };
  if (!existsSync(index.path)) return;
  const { file: indexFile, tokens } = new MegatronIndex(index, path);
  indexFile.close();
  tokens.file.close();
  if (tokens.type === type) return;
  throw file.refuse(
    'source_damaged',
    `holds ${tokens.type}, as ${index.name} says, and was to be read as ${type}: name the "dtype" that it has`,
    { byte: 0, found: tokens.type, expected: type },
  );
}

/** Lines of start, end, id, source, place: the last document ends where the ids do. */
function holdAgainstDocuments({ file, tokens, type }: TokenFile, path: NamedPath): void {
  const csv = path.path.replace(/(\.npy)?$/, '.csv.gz');
  if (!existsSync(csv)) return;
  let text: string;
  try {
    text = gunzipSync(readFileSync(csv)).toString('latin1');
  } catch {
    return; // what says nothing of the ids refuses none
  }
  const last = /(?:^|\n)\d+,(\d+),[^\n]*\n?$/.exec(text)?.[1];
  if (last === undefined || Number(last) === tokens) return;
  const isShort = tokens < Number(last);
  throw file.refuse(
    isShort ? 'source_truncated' : 'source_damaged',
    `has ${tokens} tokens of ${type} (${file.sizeBytes} bytes); the .csv.gz next to it says ${last}: copy both again, or name the "dtype" that it has`,
    { byte: file.sizeBytes },
  );
}
