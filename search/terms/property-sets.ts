// The code points of `\p{L}` and `\s`, as the runtime's RegExp has them.
//
// Unicode has nothing but private use and unassigned code points above plane 3, except at the start of
// plane 14. So there a code point stands for its neighbours, and a set takes 10 ms instead of 50.

import { type CodePointRange, type CodePoints, joinRanges } from './code-points.ts';

/** Up to here each code point is looked at. */
const scannedEnd = 0x40000;
const tagStart = 0xe0000;
const tagEnd = 0xe1000;

/** Ranges of code points that have all properties in common. */
const uniform: readonly CodePointRange[] = listUniform();

function listUniform(): CodePointRange[] {
  const ranges: CodePointRange[] = [];
  for (let plane = scannedEnd; plane < 0x110000; plane += 0x10000) {
    const start = plane === tagStart ? tagEnd : plane;
    ranges.push({ start, end: plane + 0xfffe }, { start: plane + 0xfffe, end: plane + 0x10000 });
  }
  return ranges;
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
  const found: CodePointRange[] = [];
  const parts: [number, number][] = [
    [0, 0xd800],
    [0xe000, scannedEnd],
    [tagStart, tagEnd],
  ];
  for (const [start, end] of parts) {
    for (let at = start; at < end; at += 0x1000) {
      const codePoints = Array.from({ length: Math.min(0x1000, end - at) }, (_, i) => at + i);
      const text = String.fromCodePoint(...codePoints);
      const unitsEach = at < 0x10000 ? 1 : 2;
      for (const { index, 0: match } of text.matchAll(run)) {
        const first = at + index / unitsEach;
        found.push({ start: first, end: first + match.length / unitsEach });
      }
    }
  }
  const one = new RegExp(`^${source}$`, 'u');
  const rest = uniform.filter(({ start }) => one.test(String.fromCodePoint(start)));
  return joinRanges([...found, ...rest]);
}
