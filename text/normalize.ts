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
import { toNfc } from './nfc.ts';

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

const anyOutsideAscii = /[^\0-\x7f]/;

/** The text as it is cut into tokens; nothing of rule 1 is ASCII. */
export function normalizeText(text: string): string {
  if (!anyOutsideAscii.test(text)) return text;
  return unifyQuotes(toNfc(text.toWellFormed().replace(anyInvisible, '')));
}

/** A normalised text and, for each of its code units, the range of the original it comes from. */
export interface TracedText {
  text: string;
  starts: ArrayLike<number>;
  ends: ArrayLike<number>;
}

/** The well-formed text without invisible characters, and where each unit that stays stood. */
function keepVisible(wellFormed: string): { kept: string; origins: Uint32Array } {
  const kept = wellFormed.replace(anyInvisible, '');
  const origins = new Uint32Array(kept.length);
  let from = 0;
  for (let i = 0; i < kept.length; i += 1) {
    while (wellFormed.charCodeAt(from) !== kept.charCodeAt(i)) from += 1;
    origins[i] = from;
    from += 1;
  }
  return { kept, origins };
}

/**
 * Where the pieces of a text start that NFC treats one by one: before each code point that neither
 * changes nor joins what is before it. The end of the text is the last entry.
 */
function pieceStarts(text: string): number[] {
  const properties = codePointProperties();
  const starts: number[] = [];
  for (let i = 0; i < text.length; ) {
    const codePoint = text.codePointAt(i)!;
    const property = properties[codePoint]!;
    const inert = (property & composesBit) === 0 && (property & wordBreakMask) !== extend;
    if (inert || i === 0) starts.push(i);
    i += codePoint > 0xffff ? 2 : 1;
  }
  starts.push(text.length);
  return starts;
}

/**
 * `normalizeText` that remembers origins. A unit of a piece that NFC changed (a base and its marks)
 * comes from the whole piece, any other from its own place.
 */
export function normalizeTraced(original: string): TracedText {
  const { kept, origins } = keepVisible(original.toWellFormed());
  const normal = toNfc(kept);
  const text = unifyQuotes(normal);
  if (normal === kept) return { text, starts: origins, ends: origins.map((origin) => origin + 1) };
  const starts: number[] = [];
  const ends: number[] = [];
  const pieces = pieceStarts(kept);
  for (let p = 1; p < pieces.length; p += 1) {
    const from = pieces[p - 1]!;
    const to = pieces[p]!;
    const piece = kept.slice(from, to);
    // a unit alone is inert, but for what a text may start with
    const changed = to - from === 1 && from > 0 ? piece : toNfc(piece);
    for (let i = 0; i < changed.length; i += 1) {
      starts.push(origins[changed === piece ? from + i : from]!);
      ends.push(origins[changed === piece ? from + i : to - 1]! + 1);
    }
  }
  return { text, starts, ends };
}
