// A tokenizer from its file.

import { readFileSync } from 'node:fs';
import { parseTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import type { NamedPath } from './rows/row-reader.ts';
import { unreadable } from './sources/raw-bytes.ts';

/** Throws `input_not_found`, `source_unreadable` and `tokenizer_invalid`. */
export function loadTokenizer({ name, path }: NamedPath): Tokenizer {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(name, cause);
  }
  return parseTokenizer(text, name);
}
