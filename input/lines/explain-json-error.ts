// Why a line is not valid JSON, in a few words and with the place, without showing the corpus.
//
// V8's messages either name a position or quote the text around it; where they quote it, the
// verifier of stream-json is asked for the place.

import { jsonVerifier } from 'stream-json/utils/verifier.js';

const shownCharacters = 20;
/** The end mark of stream-chain's protocol, which stream-json's functions follow. */
const endOfInput = Symbol.for('object-stream.none');

/**
 * Why JSON.parse threw `cause` at `json`. Places count UTF-16 units from 0; a text that breaks off is
 * said to end at its length. Quotes at most `shownCharacters` of the text.
 */
export function explainJsonError(json: string, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const named = /^(.*?)(?: in JSON)? at position (\d+)/.exec(message);
  if (named?.[1] !== undefined) return `${named[1]} at character ${named[2]}`;
  if (message.startsWith('Unexpected end')) return `it ends at character ${json.length}`;
  const at = findPlace(json);
  const found = JSON.stringify(json.slice(at, at + shownCharacters));
  return `unexpected ${found} at character ${at}`;
}

function findPlace(json: string): number {
  const verify = jsonVerifier() as (input: string | symbol) => unknown;
  try {
    verify(json);
    verify(endOfInput);
  } catch (error) {
    const { offset } = error as { offset?: unknown };
    if (typeof offset === 'number') return Math.min(offset, json.length);
  }
  return json.length;
}
