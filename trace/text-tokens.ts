// The tokens of a text that is traced, each with its place in the text, and the limits of such a text.

import { requireMax } from '../errors/require-number.ts';
import { IndexError } from '../errors.ts';
import { wordAnalyzer } from '../exposure/phrase-variants.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyzeInPieces } from '../text/analyze-in-pieces.ts';
import { analyzeWithRanges, type RangedTokens } from '../text/analyzer.ts';

/** Bytes of a text in UTF-8, and its tokens. */
export const maxTextBytes = 10_000_000;
export const maxTextTokens = 1_000_000;

/** Units that are analysed without a pause: about a millisecond. */
const shortText = 8192;

/** Ids after which a walk may pause. */
const idsAtOnce = 4096;

/**
 * The tokens as the index's analyzer gives them; pauses. Throws `bad_argument` for a text beyond the
 * limits, or one that is not ids where the index holds ids, and `phrase_without_token`.
 */
export function* walkTokens(snapshot: Snapshot, text: string): Generator<undefined, RangedTokens> {
  requireMax('bytes of text', Buffer.byteLength(text), maxTextBytes);
  const found = yield* analyze(snapshot, text);
  requireMax('tokens of a text', found.tokens.length, maxTextTokens);
  if (found.tokens.length > 0) return found;
  throw new IndexError(
    'phrase_without_token',
    'the text has no token, so it cannot be traced: expected at least one word, number or punctuation mark',
  );
}

function* analyze(snapshot: Snapshot, text: string): Generator<undefined, RangedTokens> {
  if (snapshot.settings.analyzer === 'ids') return yield* readIds(text);
  const analyzer = wordAnalyzer(snapshot.settings);
  if (text.length <= shortText) return analyzeWithRanges(text.toWellFormed(), analyzer);
  return yield* analyzeInPieces(text, analyzer);
}

/** Ids in decimal, with white space or commas in between, in brackets or not. */
function* readIds(text: string): Generator<undefined, RangedTokens> {
  const found: RangedTokens = { tokens: [], starts: [], ends: [] };
  for (const { 0: word, index } of text.matchAll(/[^\s,[\]]+/g)) {
    const id = Number(word);
    if (!/^\d+$/.test(word) || !Number.isSafeInteger(id)) {
      throw new IndexError(
        'bad_argument',
        `the index holds token ids, and the text is not made of ids: expected whole numbers with spaces or commas in between, found ${JSON.stringify(word.slice(0, 40))} at character ${index + 1}. Encode the text with the tokenizer of the model.`,
        { at: index + 1 },
      );
    }
    found.tokens.push(String(id));
    found.starts.push(index);
    found.ends.push(index + word.length);
    if (found.tokens.length % idsAtOnce === 0) yield undefined;
  }
  return found;
}
