// The code points of `\p{L}` and `\s`, as the runtime's RegExp has them.
//
// Unicode has nothing but private use and unassigned code points above plane 3, except at the start of
// plane 14, and properties do not tell those apart. So there a code point stands for its neighbours, and
// a set takes 10 ms instead of 30. Where the runtime's Unicode has assigned one of them, each is looked at.

import { type CodePointRange, type CodePoints, joinRanges } from './code-points.ts';

/** Up to here each code point is looked at. */
const scannedEnd = 0x40000;
const tagStart = 0xe0000;
const tagEnd = 0xe1000;

interface Regions {
  /** Each code point is looked at. */
  readonly scanned: readonly CodePointRange[];
  /** Code points of a range have all properties in common. */
  readonly uniform: readonly CodePointRange[];
}

let knownRegions: Regions | undefined;

/** Those of the runtime's Unicode, looked for once: some 20 ms. */
export function regionsOfUnicode(): Regions {
  knownRegions ??= findRegions();
  return knownRegions;
}

function findRegions(): Regions {
  const scanned = [
    { start: 0, end: 0xd800 },
    { start: 0xe000, end: scannedEnd },
    { start: tagStart, end: tagEnd },
  ];
  const uniform: CodePointRange[] = [];
  for (let plane = scannedEnd; plane < 0x110000; plane += 0x10000) {
    const start = plane === tagStart ? tagEnd : plane;
    const noncharacters = plane + 0xfffe;
    const parts = [
      { start, end: noncharacters },
      { start: noncharacters, end: plane + 0x10000 },
    ];
    for (const part of parts) (isUniform(part) ? uniform : scanned).push(part);
  }
  return { scanned, uniform };
}

/** Whether all code points are unassigned, or all are for private use. */
function isUniform(range: CodePointRange): boolean {
  const texts = [...textsOf(range)];
  return [/^\p{Cn}+$/u, /^\p{Co}+$/u].some((all) => texts.every(({ text }) => all.test(text)));
}

/** Code points that are in one text, at most. */
const textLength = 0x1000;

function* textsOf({ start, end }: CodePointRange): Generator<{ first: number; text: string }> {
  for (let first = start; first < end; first += textLength) {
    const length = Math.min(textLength, end - first);
    const codePoints = Array.from({ length }, (_, i) => first + i);
    yield { first, text: String.fromCodePoint(...codePoints) };
  }
}

/** One entry for each escape that was asked for. There are as many as Unicode has properties. */
const known = new Map<string, CodePoints>();

/** `source`: an escape as it stands in a pattern that is valid with the flag `u`. */
export function propertySet(source: string): CodePoints {
  let set = known.get(source);
  if (set === undefined) {
    set = findSet(source);
    known.set(source, set);
  }
  return set;
}

function findSet(source: string): CodePoints {
  const run = new RegExp(`${source}+`, 'gu');
  const { scanned, uniform } = regionsOfUnicode();
  const found: CodePointRange[] = [];
  for (const range of scanned) {
    for (const { first, text } of textsOf(range)) {
      const unitsEach = first < 0x10000 ? 1 : 2;
      for (const { index, 0: match } of text.matchAll(run)) {
        const start = first + index / unitsEach;
        found.push({ start, end: start + match.length / unitsEach });
      }
    }
  }
  const one = new RegExp(`^${source}$`, 'u');
  const rest = uniform.filter(({ start }) => one.test(String.fromCodePoint(start)));
  return joinRanges([...found, ...rest]);
}
