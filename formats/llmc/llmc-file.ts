// A file of llm.c: a header of 256 i32, then ids.
//
//   0  magic: 20240520 (uint16, GPT-2) or 20240801 (uint32, Llama 3)
//   1  version: 1 or 7
//   2  how many ids follow

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { IdSource } from '../rows/id-source.ts';
import { isEmptyFile, NoRows } from '../rows/no-rows.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { openFixed } from '../tokens/fixed-rows.ts';
import { type NumberType, numberBytes } from '../tokens/number-types.ts';
import { openTokenFile, type TokenFile } from '../tokens/token-file.ts';

const headerBytes = 1024;
const kinds: readonly { magic: number; version: number; type: NumberType }[] = [
  { magic: 20240520, version: 1, type: 'uint16' },
  { magic: 20240801, version: 7, type: 'uint32' },
];

export function openLlmc(source: IdSource): RowReader {
  const [first, second] = source.data;
  if (first !== undefined && second === undefined && isEmptyFile(first)) return new NoRows(first);
  return openFixed(source, true, (path) => openLlmcFile(path, source.dtype));
}

/** Opens the file; `expected` is the run description's type, if it names one. */
function openLlmcFile(path: NamedPath, expected: NumberType | undefined): TokenFile {
  using file = new PositionedFile(path);
  const head = file.read(0, headerBytes);
  const [magic, version, tokens] = [head.readInt32LE(0), head.readInt32LE(4), head.readInt32LE(8)];
  const kind = kinds.find((one) => one.magic === magic);
  if (kind === undefined) {
    throw file.refuse(
      'source_damaged',
      `begins with ${magic}: expected the header of llm.c, 20240520 or 20240801`,
      { byte: 0, found: magic },
    );
  }
  if (kind.version !== version) {
    throw file.refuse(
      'source_damaged',
      `has version ${version}, expected ${kind.version} with the magic number ${magic}`,
      { byte: 4, found: version, expected: kind.version },
    );
  }
  if (expected !== undefined && expected !== kind.type) {
    throw file.refuse(
      'source_damaged',
      `holds ${kind.type}, as its header says; the run description says "dtype": "${expected}"`,
      { byte: 0, found: kind.type, expected },
    );
  }
  const bytes = headerBytes + tokens * numberBytes(kind.type);
  if (tokens < 0 || bytes !== file.sizeBytes) {
    const code = bytes > file.sizeBytes ? 'source_truncated' : 'source_damaged';
    throw file.refuse(
      code,
      `has ${file.sizeBytes} bytes; ${tokens} tokens of ${kind.type}, as its header says, take ${bytes}: copy or write it again`,
      { byte: file.sizeBytes },
    );
  }
  return openTokenFile(path, kind.type, headerBytes);
}
