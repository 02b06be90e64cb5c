// A tokenizer from its file.

import { readFileSync } from 'node:fs';
import { requireData } from '../text/require-data.ts';
import { parseTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import type { NamedPath } from './rows/row-reader.ts';
import { unreadable } from './sources/raw-bytes.ts';

/** Throws `input_not_found`, `source_unreadable`, `source_damaged` and `tokenizer_invalid`. */
export function loadTokenizer({ name, path }: NamedPath): Tokenizer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unreadable(name, cause);
  }
  requireData(bytes, name);
  return parseTokenizer(bytes.toString(), name);
}
