// Analysis for indexing: one record's token ids into a sink, the hot path of a build.
//
// A token of simple units (see simple-units.ts) is found by one scan over the UTF-16 units and
// interned from them, without a substring. As soon as a unit that is not simple could have a say
// in a token, the scan goes back to where that token starts and hands a *stretch* to analyze(),
// the definition. Cutting the text at the two ends of a stretch changes nothing:
// - both units at a cut are simple, hence stay, stay neighbours, and NFC does not reach across;
// - both ends are word boundaries by the rules, and no rule that joins what follows a boundary
//   between simple units looks at what is before it (WB7, WB7c and WB11 would have made the
//   boundary none, WB15 and WB16 are about complex units);
// - white space is never cut inside, since WB3d and WB4 may make a token of all of it and a mark.

import { type AnalyzerName, analyze } from './analyzer.ts';
import { codePointProperties, whiteSpaceBit } from './code-point-properties.ts';
import { simpleUnits, unitKinds } from './simple-units.ts';
import type { TermInterner } from './term-interner.ts';
import type { TokenSink } from './token-sink.ts';

const { complex, space, control, other } = unitKinds;

/** The kind at a place behind the end of the text: no kind at all, joins nothing. */
const end = 15;

/** A stretch goes on over so few simple units to the next complex one: analyze() costs by the call. */
const nearUnits = 16;
/** Units after which a stretch ends where it can. */
const longStretch = 4096;

/**
 * Where the stretch may end that holds the complex unit at or after `from`: before it are only
 * white space, or units that may be in one token.
 */
export function stretchEnd(text: string, from: number, kinds: Uint8Array): number {
  let left: number = complex;
  let cut = -1;
  for (let i = from; i < text.length; i += 1) {
    const kind = kinds[text.charCodeAt(i)]!;
    if (kind === complex) cut = -1;
    else if (cut < 0 && left !== complex) {
      const parted = kind <= other || left <= other;
      if (parted && !(kind === space && left === space)) cut = i;
    }
    if (cut >= 0 && (i - cut === nearUnits || i - from >= longStretch)) return cut;
    left = kind;
  }
  return cut < 0 ? text.length : cut;
}

/** Starts of runs without white space in (start, end]: at `start` the one before has counted. */
export function wordsStarting(text: string, start: number, end: number): number {
  const properties = codePointProperties();
  let words = 0;
  let wasSpace = (properties[text.charCodeAt(start)]! & whiteSpaceBit) !== 0;
  for (let i = start + 1; i <= end && i < text.length; i += 1) {
    const isSpace = (properties[text.charCodeAt(i)]! & whiteSpaceBit) !== 0;
    if (wasSpace && !isSpace) words += 1;
    wasSpace = isSpace;
  }
  return words;
}

/**
 * Where the token that starts with the simple unit at `start` ends; -1 - i when the complex unit
 * at i may have a say in that.
 */
function tokenEnd(text: string, start: number): number {
  const { kinds, joins, bridges } = simpleUnits();
  let i = start + 1;
  let kind = kinds[text.charCodeAt(start)]!;
  for (;;) {
    const next = i < text.length ? kinds[text.charCodeAt(i)]! : end;
    if (next === complex) return -1 - i;
    const landing = bridges[16 * kind + next]!;
    if (landing !== 0) {
      const after = i + 1 < text.length ? kinds[text.charCodeAt(i + 1)]! : end;
      if (after === complex) return -2 - i;
      if (((landing >> after) & 1) !== 0) {
        i += 2;
        kind = after;
        continue;
      }
    }
    if (((joins[kind]! >> next) & 1) === 0) return i;
    kind = next;
    i += 1;
  }
}

/**
 * Appends the ids of the record's tokens to the sink and adds to `sink.words` the runs without
 * white space (White_Space) of the text as given. Gives the number of tokens appended.
 */
export function analyzeInto(
  text: string,
  { analyzer, interner }: { readonly analyzer: AnalyzerName; readonly interner: TermInterner },
  sink: TokenSink,
): number {
  const { kinds } = simpleUnits();
  const before = sink.length;
  let words = text === '' ? 0 : wordsStarting(` ${text.charAt(0)}`, 0, 1);
  for (let i = 0; i < text.length; ) {
    const start = i;
    const kind = kinds[text.charCodeAt(i)]!;
    let stop = i;
    if (kind === space) {
      do i += 1;
      while (i < text.length && kinds[text.charCodeAt(i)] === space);
      if (i === text.length) break;
      if (kinds[text.charCodeAt(i)] !== complex) {
        words += 1;
        continue;
      }
    } else if (kind !== complex) {
      stop = tokenEnd(text, start);
      if (stop >= 0) {
        i = stop;
        if (kind === control) continue;
        if (sink.length === sink.ids.length) sink.reserve(1 + ((text.length - i) >> 2));
        sink.ids[sink.length] = interner.internSlice(text, start, i);
        sink.length += 1;
        continue;
      }
      i = -1 - stop;
    }
    i = stretchEnd(text, i, kinds);
    words += wordsStarting(text, start, i);
    const tokens = analyze(text.slice(start, i), analyzer);
    sink.reserve(tokens.length);
    for (const token of tokens) sink.ids[sink.length++] = interner.internString(token);
  }
  sink.words += words;
  return sink.length - before;
}
