// Opens files of ids as rows of equal length.

import type { NamedPath } from '../../input/paths/named-path.ts';
import type { IdSource } from '../rows/id-source.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { fixedLayout } from './fixed-layout.ts';
import { type TokenFile, TokenStream } from './token-file.ts';
import { TokenRows } from './token-rows.ts';

/** `byFile`: each file is cut by itself. Opens all files, or none where one cannot be opened. */
export function openFixed(
  { data, cut, wholeBatches }: IdSource,
  byFile: boolean,
  open: (path: NamedPath) => TokenFile,
): RowReader {
  if (cut.kind !== 'rows') throw new Error('rows without a length');
  const files: TokenFile[] = [];
  try {
    for (const path of data) files.push(open(path));
  } catch (error) {
    for (const { file } of files) file.close();
    throw error;
  }
  const stream = new TokenStream(files);
  const rows = { rowTokens: cut.tokens, rowStride: cut.stride, byFile, wholeBatches };
  return new TokenRows(stream, fixedLayout(stream, rows));
}
