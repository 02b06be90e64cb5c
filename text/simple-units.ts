// The tables of the analyzer's fast path: what a UTF-16 code unit is, what it folds to, and which
// kinds join. Plain typed arrays, so that a native twin can take them as they are.
//
// A unit is *simple* when every rule of the analyzer can be applied to it alone: not removed, not
// a surrogate, inert under NFC (NFC_QC=Yes, ccc=0), not skipped by WB4, and lower-cased to one
// unit whatever stands around it. All others are `complex`, for the slow path. Curly quotes are
// simple: they fold to straight ones. The table is the same for all analyzers, only folding differs.

import type { AnalyzerName } from './analyzer.ts';
import {
  codePointProperties,
  composesBit,
  whiteSpaceBit,
  wordBreakClasses,
  wordBreakMask,
} from './code-point-properties.ts';
import { invisibleCharacters, quoteCharacters, unifyQuotes } from './normalize.ts';

/**
 * Kinds up to `other` always part from a simple neighbour, except that white space keeps together
 * (WB3, WB3d). No kind that no table below names joins anything.
 */
export const unitKinds = {
  complex: 0,
  space: 1,
  control: 2,
  other: 3,
  aLetter: 4,
  hebrewLetter: 5,
  numeric: 6,
  katakana: 7,
  extendNumLet: 8,
  midLetter: 9,
  midNum: 10,
  midNumLet: 11,
  singleQuote: 12,
  doubleQuote: 13,
} as const;

type UnitKind = keyof typeof unitKinds;

const kindOfClass: Readonly<Partial<Record<(typeof wordBreakClasses)[number], UnitKind>>> = {
  Other: 'other',
  Control: 'control',
  ALetter: 'aLetter',
  Hebrew_Letter: 'hebrewLetter',
  Numeric: 'numeric',
  Katakana: 'katakana',
  ExtendNumLet: 'extendNumLet',
  MidLetter: 'midLetter',
  MidNum: 'midNum',
  MidNumLet: 'midNumLet',
  Single_Quote: 'singleQuote',
  Double_Quote: 'doubleQuote',
  WSegSpace: 'space',
  CR: 'space',
  LF: 'space',
  Newline: 'space',
};

const units = 0x10000;
const capitalSigma = 0x3a3;

/** The set of kinds as bits, 1 << kind. */
function maskKinds(...names: UnitKind[]): number {
  return names.reduce((set, name) => set | (1 << unitKinds[name]), 0);
}

/** joins[kind]: the kinds that always go on after `kind` (WB5, WB7a, WB8-WB10, WB13-WB13b). */
function buildJoins(): Uint16Array {
  const joins = new Uint16Array(16);
  const afterLetter = maskKinds('aLetter', 'hebrewLetter', 'numeric', 'extendNumLet');
  joins[unitKinds.aLetter] = afterLetter;
  joins[unitKinds.hebrewLetter] = afterLetter | maskKinds('singleQuote');
  joins[unitKinds.numeric] = afterLetter;
  joins[unitKinds.katakana] = maskKinds('katakana', 'extendNumLet');
  joins[unitKinds.extendNumLet] = afterLetter | maskKinds('katakana');
  return joins;
}

/**
 * bridges[16 * kind + mid]: after `kind`, the kinds that `mid` must stand before in order to go on,
 * and take them with it (WB6, WB7, WB7b-WB7c, WB11, WB12).
 */
function buildBridges(): Uint16Array {
  const bridges = new Uint16Array(256);
  const letters = maskKinds('aLetter', 'hebrewLetter');
  for (const mid of ['midLetter', 'midNumLet', 'singleQuote'] as const) {
    bridges[16 * unitKinds.aLetter + unitKinds[mid]] = letters;
    bridges[16 * unitKinds.hebrewLetter + unitKinds[mid]] = letters;
  }
  bridges[16 * unitKinds.hebrewLetter + unitKinds.doubleQuote] = maskKinds('hebrewLetter');
  for (const mid of ['midNum', 'midNumLet', 'singleQuote'] as const) {
    bridges[16 * unitKinds.numeric + unitKinds[mid]] = maskKinds('numeric');
  }
  return bridges;
}

function ownUnits(): Uint16Array {
  const own = new Uint16Array(units);
  for (let unit = 0; unit < units; unit += 1) own[unit] = unit;
  return own;
}

/** What each unit is in lower case when it stands alone, and which do not stay one unit. */
function lowerCaseUnits(): { lower: Uint16Array; growing: number[] } {
  const lower = ownUnits();
  const growing: number[] = [];
  const row = 256;
  for (let start = 0; start < units; start += row) {
    // A row in one call is faster. Only the sigma looks at its neighbours, and it is complex.
    const text = String.fromCharCode(...lower.subarray(start, start + row));
    const whole = text.toLowerCase();
    if (whole === text) continue;
    for (let i = 0; i < row; i += 1) {
      const alone = whole.length === row ? whole.charAt(i) : text.charAt(i).toLowerCase();
      if (alone.length === 1) lower[start + i] = alone.charCodeAt(0);
      else growing.push(start + i);
    }
  }
  return { lower, growing };
}

function unifyQuotesIn(fold: Uint16Array): Uint16Array {
  for (const quote of quoteCharacters) fold[quote.charCodeAt(0)] = unifyQuotes(quote).charCodeAt(0);
  return fold;
}

function buildKinds(complex: Iterable<number>): Uint8Array {
  const properties = codePointProperties();
  const kindOfValue = wordBreakClasses.map((name) => unitKinds[kindOfClass[name] ?? 'complex']);
  const kinds = new Uint8Array(units);
  for (let unit = 0; unit < units; unit += 1) {
    const property = properties[unit]!;
    const kind = kindOfValue[property & wordBreakMask]!;
    if ((property & composesBit) !== 0) continue;
    if ((property & whiteSpaceBit) === 0) kinds[unit] = kind;
    // U+202F is white space that joins letters (ExtendNumLet): complex
    else if (kind <= unitKinds.other) kinds[unit] = unitKinds.space;
  }
  kinds.fill(unitKinds.complex, 0xd800, 0xe000);
  for (const unit of complex) kinds[unit] = unitKinds.complex;
  for (const quote of quoteCharacters) {
    const single = unifyQuotes(quote) === "'";
    kinds[quote.charCodeAt(0)] = single ? unitKinds.singleQuote : unitKinds.doubleQuote;
  }
  return kinds;
}

interface SimpleUnits {
  kinds: Uint8Array;
  joins: Uint16Array;
  bridges: Uint16Array;
  /** For each analyzer, the unit that stands in the term for a simple unit of the text. */
  fold: Readonly<Record<AnalyzerName, Uint16Array>>;
}

function buildSimpleUnits(): SimpleUnits {
  const { lower, growing } = lowerCaseUnits();
  return {
    kinds: buildKinds([
      ...growing,
      capitalSigma,
      ...[...invisibleCharacters].map((c) => c.charCodeAt(0)),
    ]),
    joins: buildJoins(),
    bridges: buildBridges(),
    fold: { words: unifyQuotesIn(lower), cased: unifyQuotesIn(ownUnits()) },
  };
}

let tables: SimpleUnits | undefined;

/** Built at first need (some milliseconds), then shared: never written to. */
export function simpleUnits(): SimpleUnits {
  tables ??= buildSimpleUnits();
  return tables;
}
