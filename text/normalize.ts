// Rule 1 of the analyzer: invisible characters out, NFC, quotes unified. Pure over strings.
//
// A lone surrogate becomes U+FFFD here, and nowhere else; that keeps every offset. The caller
// counts such repairs.

import {
  codePointProperties,
  composesBit,
  wordBreakClasses,
  wordBreakMask,
} from './code-point-properties.ts';

const extend = wordBreakClasses.indexOf('Extend');

/** What is removed before anything else looks at the text; all are single UTF-16 units. */
export const invisibleCharacters =
  '\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff';
const singleQuotes = '\u2018\u2019\u201b\u02bc\uff07';
const doubleQuotes = '\u201c\u201d\u201e\u201f\uff02';
/** What becomes a straight quote; single UTF-16 units. */
export const quoteCharacters = singleQuotes + doubleQuotes;

const anyInvisible = new RegExp(`[${invisibleCharacters}]`, 'g');
const anySingleQuote = new RegExp(`[${singleQuotes}]`, 'g');
const anyDoubleQuote = new RegExp(`[${doubleQuotes}]`, 'g');

export function unifyQuotes(text: string): string {
  return text.replace(anySingleQuote, "'").replace(anyDoubleQuote, '"');
}

/** The text as it is cut into tokens. */
export function normalizeText(text: string): string {
  return unifyQuotes(text.toWellFormed().replace(anyInvisible, '').normalize('NFC'));
}

/** A normalised text and, for each of its code units, where it comes from in the original. */
export interface TracedText {
  text: string;
  starts: number[];
  ends: number[];
}

/**
 * `normalizeText` that remembers origins. NFC is applied piece by piece: before a code point that
 * is NFC-inert no composition reaches back. A unit of a piece that NFC changed comes from the
 * whole piece (a base and its marks); any other comes from its own place.
 */
export function normalizeTraced(original: string): TracedText {
  const properties = codePointProperties();
  const wellFormed = original.toWellFormed();
  const traced: TracedText = { text: '', starts: [], ends: [] };
  let piece = '';
  let origins: number[] = [];
  const flush = (): void => {
    const normal = piece.normalize('NFC');
    const same = normal === piece;
    for (let i = 0; i < normal.length; i += 1) {
      traced.starts.push(same ? origins[i]! : origins[0]!);
      traced.ends.push((same ? origins[i]! : origins.at(-1)!) + 1);
    }
    traced.text += normal;
    piece = '';
    origins = [];
  };
  for (let offset = 0; offset < wellFormed.length; ) {
    const codePoint = wellFormed.codePointAt(offset)!;
    const character = String.fromCodePoint(codePoint);
    if (!invisibleCharacters.includes(character)) {
      const property = properties[codePoint]!;
      const inert = (property & composesBit) === 0 && (property & wordBreakMask) !== extend;
      if (inert && piece !== '') flush();
      piece += character;
      for (let i = 0; i < character.length; i += 1) origins.push(offset + i);
    }
    offset += character.length;
  }
  flush();
  traced.text = unifyQuotes(traced.text);
  return traced;
}
