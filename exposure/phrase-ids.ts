// Phrases to an index of token ids (analyzer `ids`).
//
// A text is encoded by the index's tokenizer twice, as it stands inside a text: after a space, as most
// words do, and behind something else (a line feed, a bracket, a quote). Ids themselves are asked as a
// JSON array of them.

import { IndexError } from '../errors.ts';
import { readTokenizer } from '../store/read-tokenizer.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** A way to ask a phrase: its text (or the ids as given) and its ids in decimal. */
export interface PhraseVariant {
  readonly phrase: string;
  readonly tokens: readonly string[];
}

/**
 * One variant for ids, two for a text where they differ: as it is, and after a space. A phrase without
 * an id has no token.
 */
export function encodeVariants(snapshot: Snapshot, phrase: string): PhraseVariant[] {
  const ids = parseIds(phrase);
  if (ids !== undefined) return [{ phrase, tokens: ids.map(String) }];
  if (snapshot.settings.tokenizer === undefined) {
    throw new IndexError(
      'phrase_without_token',
      `the phrase ${JSON.stringify(phrase.slice(0, 40))} is text, and this index holds token ids and was built without a tokenizer, so it cannot be asked: expected a JSON array of ids, as "[17, 4]", or an index built with a "tokenizer" in the run description`,
    );
  }
  const tokenizer = readTokenizer(snapshot);
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
function parseIds(phrase: string): number[] | undefined {
  if (!/^\s*\[\s*\d+(\s*,\s*\d+)*\s*\]\s*$/.test(phrase)) {
    if (!/^\s*\[[\d\s,.+-]*\]?\s*$/.test(phrase)) return undefined;
    throw new IndexError(
      'phrase_without_token',
      `the phrase ${JSON.stringify(phrase.slice(0, 40))} is not a list of token ids, so it cannot be asked: expected a JSON array of whole numbers, as "[464, 3797]", or a text`,
    );
  }
  return Array.from(phrase.matchAll(/\d+/g), ([id]) => Number(id));
}
