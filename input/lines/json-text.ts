// A JSON text to its value, or to one sentence on what is wrong with it: the place, in a few words,
// without showing the corpus.
//
// V8's messages either name a position or quote the text around it; where they quote it, the
// verifier of stream-json is asked for the place.

import { createRequire } from 'node:module';
import { causeMessage } from '../../errors/cause.ts';

const load = createRequire(import.meta.url);
const shownCharacters = 20;
/** The end mark of stream-chain's protocol, which stream-json's functions follow. */
const endOfInput = Symbol.for('object-stream.none');

export type JsonObject = Readonly<Record<string, unknown>>;

/** Makes the error of a text; `fault` follows "is": "not valid JSON: it ends at character 7". */
type RefuseJson = (fault: string, cause?: unknown) => Error;

/** The value; throws what `refuse` makes. */
export function parseJson(text: string, refuse: RefuseJson): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(`not valid JSON: ${explainJsonError(text, cause)}`, cause);
  }
}

/** The same of a text that has to be an object. */
export function parseObject(text: string, refuse: RefuseJson): JsonObject {
  const value = parseJson(text, refuse);
  if (isObject(value)) return value;
  throw refuse('not a JSON object');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Why JSON.parse threw `cause` at `json`. Places count UTF-16 units from 0; a text that breaks off is
 * said to end at its length. Quotes at most `shownCharacters` of the text.
 */
export function explainJsonError(json: string, cause: unknown): string {
  const message = causeMessage(cause);
  const named = /^(.*?)(?: in JSON)? at position (\d+)/.exec(message);
  if (named?.[1] !== undefined) return `${named[1]} at character ${named[2]}`;
  if (message.startsWith('Unexpected end')) return `it ends at character ${json.length}`;
  const at = findPlace(json);
  const found = JSON.stringify(json.slice(at, at + shownCharacters));
  return `unexpected ${found} at character ${at}`;
}

function findPlace(json: string): number {
  // Loaded here, because each thread of a build would need a third of its start for it.
  const { jsonVerifier }: typeof import('stream-json/utils/verifier.js') = load(
    'stream-json/utils/verifier.js',
  );
  const verify = jsonVerifier() as (input: string | symbol) => unknown;
  try {
    verify(json);
    verify(endOfInput);
  } catch (error) {
    if (isObject(error) && typeof error['offset'] === 'number') {
      return Math.min(error['offset'], json.length);
    }
  }
  return json.length;
}
