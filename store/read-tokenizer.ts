// The tokenizer that an index was built with, by which texts are asked of an index of token ids.
//
// Its file is not in the index: only its path and its SHA-256 are. It is read once for a snapshot.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import { parseTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import type { Snapshot } from './snapshot.ts';

const tokenizers = new WeakMap<Snapshot, Tokenizer>();

/** Throws `input_not_found` where the tokenizer is not there, `analyzer_mismatch` where it is another one. */
export function readTokenizer(snapshot: Snapshot): Tokenizer {
  const known = tokenizers.get(snapshot);
  if (known !== undefined) return known;
  const row = snapshot.settings.tokenizer;
  if (row === undefined) throw new Error('an index without a tokenizer was asked for a text');
  let bytes: Buffer;
  try {
    bytes = readFileSync(row.path);
  } catch (cause) {
    const solve =
      'It was there when the index was built. Put it back, or ask for ids, as "[17, 4]".';
    throw fileError(cause, {
      path: row.path,
      doing: 'read the tokenizer of the index',
      code: 'input_not_found',
      special: { missing: { solve }, 'below-file': { solve } },
    });
  }
  if (createHash('sha256').update(bytes).digest('hex') !== row.sha256) {
    throw new IndexError(
      'analyzer_mismatch',
      `${row.path} is not the tokenizer that the index was built with: its SHA-256 differs. Put that one back.`,
      { file: row.path },
    );
  }
  const tokenizer = parseTokenizer(bytes.toString(), row.name);
  tokenizers.set(snapshot, tokenizer);
  return tokenizer;
}
