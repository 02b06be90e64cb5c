// Phrases to an index of token ids (analyzer `ids`).
//
// A text is encoded by the index's tokenizer twice, as it stands inside a text: after a space, as most
// words do, and behind something else (a line feed, a bracket, a quote). Ids themselves are asked as a JSON array of them.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { parseTokenizer, type Tokenizer } from '../text/tokenizer.ts';

/** A way to ask a phrase: its text (or the ids as given) and its ids in decimal. */
export interface PhraseVariant {
  readonly phrase: string;
  readonly tokens: readonly string[];
}

const tokenizers = new WeakMap<Snapshot, Tokenizer>();

/** One variant for ids, two for a text where they differ: as it is, and after a space. A phrase without an id has no token. */
export function variantsOf(snapshot: Snapshot, phrase: string): PhraseVariant[] {
  const ids = idsOf(phrase);
  if (ids !== undefined) return [{ phrase, tokens: ids.map(String) }];
  if (snapshot.settings.tokenizer === undefined) {
    throw new IndexError(
      'phrase_without_token',
      `the phrase ${JSON.stringify(phrase.slice(0, 40))} is text, and this index holds token ids and was built without a tokenizer, so it cannot be asked: expected a JSON array of ids, as "[17, 4]", or an index built with a "tokenizer" in the run description`,
    );
  }
  const tokenizer = tokenizerOf(snapshot);
  const texts = phrase.startsWith(' ') ? [phrase.slice(1), phrase] : [phrase, ` ${phrase}`];
  const variants = texts.map((text) => ({
    phrase: text,
    tokens: tokenizer.encodeInside(text).map(String),
  }));
  const [bare, spaced] = variants;
  // A tokenizer may put a space before a text of itself.
  if (String(bare?.tokens) === String(spaced?.tokens)) {
    return variants.filter((variant) => variant.phrase === phrase);
  }
  return variants;
}

/**
 * The ids of a phrase that is a JSON array of whole numbers; undefined: it is text. Throws
 * `phrase_without_token` for what looks like such a list and is none.
 */
function idsOf(phrase: string): number[] | undefined {
  if (!/^\s*\[\s*\d+(\s*,\s*\d+)*\s*\]\s*$/.test(phrase)) {
    if (!/^\s*\[[\d\s,.+-]*\]?\s*$/.test(phrase)) return undefined;
    throw new IndexError(
      'phrase_without_token',
      `the phrase ${JSON.stringify(phrase.slice(0, 40))} is not a list of token ids, so it cannot be asked: expected a JSON array of whole numbers, as "[464, 3797]", or a text`,
    );
  }
  return (JSON.parse(phrase) as number[]).map(Number);
}

/** The tokenizer that the index was built with; throws where it is not there or another one now. */
export function tokenizerOf(snapshot: Snapshot): Tokenizer {
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
