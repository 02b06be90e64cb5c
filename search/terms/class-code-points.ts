// Which code points a part of a pattern stands for that matches one of them: a character, a set or a class.
//
// The order of complement and case is that of JavaScript with the flags `u` and `i`: `\P{Lu}` is the
// complement first and matches A by way of a; `[^a]` is the complement last and does not match A.

import type { AST } from '@eslint-community/regexpp';
import { addCaseVariants } from './case-variants.ts';
import { type CodePoints, complement, joinRanges } from './code-points.ts';
import { propertySet } from './property-sets.ts';

/** Parts of a pattern that match one code point. */
export type OneCodePoint = AST.Character | AST.CharacterSet | AST.CharacterClass;

export function codePointsOf(part: OneCodePoint, ignoreCase: boolean): CodePoints {
  const close = ignoreCase ? addCaseVariants : (set: CodePoints) => set;
  if (part.type !== 'CharacterClass') return close(ownCodePoints(part, close));
  const elements = part.elements.flatMap((element) => ownCodePoints(element, close));
  const set = close(joinRanges(elements));
  return part.negate ? complement(set) : set;
}

const lineEnds = [rangeOf(0x0a), rangeOf(0x0d), rangeOf(0x2028, 0x2029)];
const digits = [rangeOf(0x30, 0x39)];
const wordSigns = [...digits, rangeOf(0x41, 0x5a), rangeOf(0x5f), rangeOf(0x61, 0x7a)];

function ownCodePoints(
  part: AST.CharacterClassElement | AST.Character | AST.CharacterSet,
  close: (set: CodePoints) => CodePoints,
): CodePoints {
  switch (part.type) {
    case 'Character':
      return [rangeOf(part.value)];
    case 'CharacterClassRange':
      return [rangeOf(part.min.value, part.max.value)];
    case 'CharacterSet':
      return setOf(part, close);
    default:
      throw new Error(`a part of a pattern with the flag u: found ${part.type}`);
  }
}

function setOf(part: AST.CharacterSet, close: (set: CodePoints) => CodePoints): CodePoints {
  if (part.kind === 'any') return complement(lineEnds);
  if (part.kind === 'property' || part.kind === 'space') return propertySet(part.raw);
  const set = part.kind === 'digit' ? digits : close(wordSigns);
  return part.negate ? complement(set) : set;
}

/** Code points with the first and the last one. */
function rangeOf(first: number, last = first): { start: number; end: number } {
  return { start: first, end: last + 1 };
}
