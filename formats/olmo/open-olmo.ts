// Opens OLMo's parts, and compares each with the .csv.gz of its documents next to it, if there is one.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { IdSource } from '../rows/id-source.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { openFixed } from '../tokens/fixed-rows.ts';
import { openRawFile } from '../tokens/raw-token-file.ts';
import type { TokenFile } from '../tokens/token-file.ts';

export function openOlmo(source: IdSource): RowReader {
  return openFixed(source, true, (path) => openRawFile(path, source.dtype, compareDocuments));
}

/** Lines of start, end, id, source, place: the last document ends where the ids do. */
function compareDocuments({ file, tokens, type }: TokenFile): void {
  const csv = file.path.replace(/(\.npy)?$/, '.csv.gz');
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
