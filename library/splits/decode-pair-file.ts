// A pair file of a form -> a set as POST /v1/splits takes it.

import { isUtf8 } from 'node:buffer';
import { IndexError } from '../../errors.ts';
import type { SplitPairs } from '../../schemas/split-request.ts';
import { nameAndFormat } from '../../splits/pairs/read-pair-files.ts';
import { requireData } from '../../text/require-data.ts';

export type PairFile = Pick<SplitPairs, 'name' | 'format' | 'file' | 'text'>;

/** Throws `bad_argument` for an ending that says nothing, and `not_utf8`. */
export function decodePairFile(path: string, bytes: Buffer): PairFile {
  const [file = ''] = path.split(/[/\\]/).slice(-1);
  const [name, format] = nameAndFormat(file);
  requireData(bytes, file);
  if (!isUtf8(bytes)) {
    throw new IndexError(
      'not_utf8',
      `${file} is not UTF-8: expected an uncompressed pair file in UTF-8`,
      {
        file,
      },
    );
  }
  return { name, format, file, text: new TextDecoder().decode(bytes) };
}
