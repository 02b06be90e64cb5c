// Word boundaries by the default rules of UAX #29 (Unicode 17), WB1 to WB999, without tailoring
// and without dictionaries. Pure: a string in, boundaries as UTF-16 offsets out.
//
// One pass over the code points. `previous` and `beforePrevious` are classes with Extend, Format
// and ZWJ skipped, as WB4 says; only WB6, WB7b and WB12 look ahead, over a run that is then
// skipped once more, so the time is linear in the text.

import {
  codePointProperties,
  extendedPictographicBit,
  wordBreakClasses,
  wordBreakMask,
} from './code-point-properties.ts';

type ClassName = (typeof wordBreakClasses)[number];

const classNamed = (name: ClassName): number => wordBreakClasses.indexOf(name);

const aLetter = classNamed('ALetter');
const hebrewLetter = classNamed('Hebrew_Letter');
const numeric = classNamed('Numeric');
const katakana = classNamed('Katakana');
const extendNumLet = classNamed('ExtendNumLet');
const midLetter = classNamed('MidLetter');
const midNum = classNamed('MidNum');
const midNumLet = classNamed('MidNumLet');
const singleQuote = classNamed('Single_Quote');
const doubleQuote = classNamed('Double_Quote');
const wSegSpace = classNamed('WSegSpace');
const cr = classNamed('CR');
const lf = classNamed('LF');
const newline = classNamed('Newline');
const extend = classNamed('Extend');
const format = classNamed('Format');
const zwj = classNamed('ZWJ');
const regionalIndicator = classNamed('Regional_Indicator');
/** The class before the start of the text: no rule names it. */
const none = -1;

const isLetter = (c: number): boolean => c === aLetter || c === hebrewLetter;
const isSkipped = (c: number): boolean => c === extend || c === format || c === zwj;
const isNewline = (c: number): boolean => c === cr || c === lf || c === newline;
const isMidLetterOrQuote = (c: number): boolean =>
  c === midLetter || c === midNumLet || c === singleQuote;
const isMidNumOrQuote = (c: number): boolean =>
  c === midNum || c === midNumLet || c === singleQuote;

/** The class of the first code point at or after `offset` that WB4 does not skip. */
function classAhead(text: string, offset: number): number {
  const properties = codePointProperties();
  for (let i = offset; i < text.length; ) {
    const codePoint = text.codePointAt(i)!;
    const value = properties[codePoint]! & wordBreakMask;
    if (!isSkipped(value)) return value;
    i += codePoint > 0xffff ? 2 : 1;
  }
  return none;
}

/** Boundaries of a text that is gone through in several steps. */
interface BoundaryScan {
  readonly text: string;
  /** Those found so far, ascending. */
  readonly boundaries: number[];
  /** How far it has come. */
  offset: number;
  adjacent: number;
  previous: number;
  beforePrevious: number;
  /** Regional indicators next to each other before `offset`. */
  indicators: number;
}

/** WB5 to WB13b: does the code point of class `current`, which ends at `next`, join what is before it? */
function joins(scan: BoundaryScan, current: number, next: number): boolean {
  const { previous, beforePrevious } = scan;
  if (isLetter(previous)) {
    if (isLetter(current) || current === numeric || current === extendNumLet) return true; // WB5 WB9 WB13a
    if (previous === hebrewLetter && current === singleQuote) return true; // WB7a
    if (isMidLetterOrQuote(current)) return isLetter(classAhead(scan.text, next)); // WB6
    if (previous !== hebrewLetter || current !== doubleQuote) return false;
    return classAhead(scan.text, next) === hebrewLetter; // WB7b
  }
  if (previous === numeric) {
    if (current === numeric || isLetter(current) || current === extendNumLet) return true; // WB8 WB10 WB13a
    return isMidNumOrQuote(current) && classAhead(scan.text, next) === numeric; // WB12
  }
  if (isLetter(current)) {
    if (previous === extendNumLet) return true; // WB13b
    if (isMidLetterOrQuote(previous)) return isLetter(beforePrevious); // WB7
    return (
      previous === doubleQuote && current === hebrewLetter && beforePrevious === hebrewLetter // WB7c
    );
  }
  if (current === numeric) {
    if (previous === extendNumLet) return true; // WB13b
    return isMidNumOrQuote(previous) && beforePrevious === numeric; // WB11
  }
  if (current === katakana) return previous === katakana || previous === extendNumLet; // WB13 WB13b
  return current === extendNumLet && (previous === katakana || previous === extendNumLet); // WB13a
}

export function startScan(text: string): BoundaryScan {
  const classes = { adjacent: none, previous: none, beforePrevious: none, indicators: 0 };
  return { text, boundaries: [], offset: 0, ...classes };
}

/**
 * The boundaries of `text`, ascending, with 0 and `text.length`; none for the empty text. Never
 * inside a surrogate pair; a lone surrogate is a code point of its own.
 */
export function wordBoundaries(text: string): number[] {
  const scan = startScan(text);
  scanTo(scan, text.length);
  return scan.boundaries;
}

/** Goes on to `end`, or a little further; at the end of the text the last boundary is there too. */
export function scanTo(scan: BoundaryScan, end: number): void {
  const { text, boundaries } = scan;
  const properties = codePointProperties();
  for (let { offset } = scan; offset < end; offset = scan.offset) {
    const codePoint = text.codePointAt(offset)!;
    const next = offset + (codePoint > 0xffff ? 2 : 1);
    scan.offset = next;
    const property = properties[codePoint]!;
    const current = property & wordBreakMask;
    const { adjacent } = scan;
    let joined: boolean;
    if (adjacent === none)
      joined = false; // WB1
    else if (adjacent === cr && current === lf)
      joined = true; // WB3
    else if (isNewline(adjacent) || isNewline(current))
      joined = false; // WB3a WB3b
    else if (adjacent === zwj && (property & extendedPictographicBit) !== 0)
      joined = true; // WB3c
    else if (adjacent === wSegSpace && current === wSegSpace)
      joined = true; // WB3d
    else if (isSkipped(current)) {
      scan.adjacent = current; // WB4
      continue;
    } else if (scan.previous === regionalIndicator && current === regionalIndicator) {
      joined = scan.indicators % 2 === 1; // WB15 WB16
    } else joined = joins(scan, current, next);
    if (!joined) boundaries.push(offset);
    scan.indicators = current === regionalIndicator ? scan.indicators + 1 : 0;
    scan.beforePrevious = scan.previous;
    scan.previous = current;
    scan.adjacent = current;
  }
  if (scan.offset === text.length && text !== '') boundaries.push(text.length);
}
