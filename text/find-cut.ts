// Where a long text may be cut so that its pieces have the tokens of the whole, at their places.
//
// A code point is *plain* when it has no class (Han, kana but katakana, Thai, symbols, emoji) or
// is a control character, and NFC neither changes it nor joins it to what is before it. No rule
// from WB5 on joins a plain code point to anything, and none looks across it: WB6, WB7b and WB12
// look ahead for a letter or digit, WB7, WB7c and WB11 look back over a mark, WB15 and WB16 count
// regional indicators. So a text may be cut
// - before a plain code point, whatever is before it; an emoji must not follow a ZWJ (WB3c);
// - between two simple units (simple-units.ts) of which one is white space or plain, but not
//   between white space (WB3, WB3d);
// - between two marks that only join what stands around one of them alone.
// Han and Thai have a cut almost everywhere. There is none inside a word, a run of white space, of
// combining marks, or of flags.

import {
  codePointProperties,
  composesBit,
  extendedPictographicBit,
  wordBreakClasses,
  wordBreakMask,
} from './code-point-properties.ts';
import { invisibleCharacters } from './normalize.ts';
import { simpleUnits, unitKinds } from './simple-units.ts';

const { complex, space, control, other, aLetter, midLetter, doubleQuote } = unitKinds;

const plainClasses = classes('Other', 'Control');
const joiningClasses = classes('Extend', 'Format', 'ZWJ', 'Regional_Indicator');
const zeroWidthJoiner = '\u200d';

function classes(...names: (typeof wordBreakClasses)[number][]): number[] {
  return names.map((name) => wordBreakClasses.indexOf(name));
}

/** The kind of a code point above U+FFFF, of which there are no marks and no white space. */
function kindAbove(codePoint: number): number {
  const property = codePointProperties()[codePoint]!;
  const wordBreak = property & wordBreakMask;
  if ((property & composesBit) !== 0 || joiningClasses.includes(wordBreak)) return complex;
  return plainClasses.includes(wordBreak) ? other : aLetter;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** The kind of the code point before `end`; lone surrogates are complex. */
function kindBefore(text: string, end: number, kinds: Uint8Array): number {
  const unit = text.charCodeAt(end - 1);
  if (!isLow(unit) || end < 2 || !isHigh(text.charCodeAt(end - 2))) return kinds[unit]!;
  return kindAbove(text.codePointAt(end - 2)!);
}

function parts(left: number, right: number): boolean {
  if (left === complex || right === complex) return false;
  if (left <= other || right <= other) return left !== space || right !== space;
  return left >= midLetter && left <= doubleQuote && right >= midLetter && right <= doubleQuote;
}

/** May the plain code point at `at` join a ZWJ before it, invisible characters in between or not? */
function mayJoinEmoji(text: string, at: number): boolean {
  if ((codePointProperties()[text.codePointAt(at)!]! & extendedPictographicBit) === 0) return false;
  const before = text.charAt(at - 1);
  return before === zeroWidthJoiner || invisibleCharacters.includes(before);
}

/**
 * The first offset in [from, to) at which cutting the text changes nothing of its analysis;
 * undefined where there is none. `from` is at least 1, and `to` at most the text's length.
 */
export function findCut(text: string, from: number, to: number): number | undefined {
  const { kinds } = simpleUnits();
  let left = kindBefore(text, from, kinds);
  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    if (isLow(unit) && isHigh(text.charCodeAt(i - 1))) continue;
    const isPair = isHigh(unit) && isLow(text.charCodeAt(i + 1));
    const right = isPair ? kindAbove(text.codePointAt(i)!) : kinds[unit]!;
    const isPlain = right === other || right === control;
    if (isPlain ? !mayJoinEmoji(text, i) : parts(left, right)) return i;
    left = right;
  }
  return undefined;
}
