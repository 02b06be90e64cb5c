// Files of ids without a header, as Pythia, OLMo and nanoGPT have them.

import type { NamedPath } from '../../input/paths/named-path.ts';
import { nameTokenPack } from '../lines/token-packs.ts';
import { startsAsNumpy } from '../orders/number-file.ts';
import type { NumberType } from './number-types.ts';
import { openTokenFile, type TokenFile } from './token-file.ts';

/**
 * Such a file says nothing of itself; where another next to it does, `compare` compares the two.
 * Throws `source_truncated` and `source_damaged`.
 */
export function openRawFile(
  path: NamedPath,
  type: NumberType = 'uint16',
  compare?: (tokens: TokenFile) => void,
): TokenFile {
  const tokens = openTokenFile(path, type);
  try {
    requireNoHeader(tokens);
    compare?.(tokens);
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
