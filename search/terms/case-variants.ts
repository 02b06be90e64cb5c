// Letters that a pattern with the flag `i` does not distinguish, as JavaScript has it with `u`: the simple
// case folding of the runtime's Unicode.
//
// Candidates are code points with the same upper case. The runtime's own RegExp decides which of them
// are equal: ı and i have the same upper case, and are two letters.

import { type CodePoints, hasCodePoint, joinRanges } from './code-points.ts';

/** No code point from here on has another case. */
const casedEnd = 0x20000;

/** Made when it is first asked for, which takes milliseconds. It does not change. */
let known: ReadonlyMap<number, readonly number[]> | undefined;

/** The groups of several letters that are equal, by each of their code points. */
function caseGroups(): ReadonlyMap<number, readonly number[]> {
  known ??= findGroups();
  return known;
}

function findGroups(): Map<number, number[]> {
  const letters = Array.from({ length: casedEnd }, (_, codePoint) => {
    return codePoint >= 0xd800 && codePoint < 0xe000 ? '' : String.fromCodePoint(codePoint);
  });
  const cased = letters.join('').match(/\p{Changes_When_Casemapped}/gu) ?? [];
  const groups = new Map<number, number[]>();
  const candidates = Map.groupBy(cased, (letter) => letter.toLowerCase().toUpperCase());
  for (const alike of candidates.values()) {
    for (const group of groupEqual(alike)) {
      if (group.length < 2) continue;
      const codePoints = group.map((letter) => letter.codePointAt(0) as number);
      for (const codePoint of codePoints) groups.set(codePoint, codePoints);
    }
  }
  return groups;
}

function groupEqual(letters: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const letter of letters) {
    const group = groups.find(([first = '']) => /^(.)\1$/iu.test(first + letter));
    if (group === undefined) groups.push([letter]);
    else group.push(letter);
  }
  return groups;
}

/** The set with all letters that equal one of it. */
export function addCaseVariants(set: CodePoints): CodePoints {
  const groups = caseGroups();
  const [only, another] = set;
  if (only === undefined) return set;
  if (another === undefined && only.end === only.start + 1) {
    return joinRanges((groups.get(only.start) ?? [only.start]).map(asRange));
  }
  const added: number[] = [];
  for (const [codePoint, group] of groups) {
    if (hasCodePoint(set, codePoint)) added.push(...group);
  }
  return joinRanges([...set, ...added.map(asRange)]);
}

function asRange(codePoint: number): { start: number; end: number } {
  return { start: codePoint, end: codePoint + 1 };
}
