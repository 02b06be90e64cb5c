// Random texts of Unicode, runs of spaces, line breaks and added words, the same as
// scripts/tokenizers/random_texts.py makes: both draw by one generator from random-pieces.json.

import { readFileSync } from 'node:fs';

interface Pieces {
  readonly words: readonly string[];
  readonly gaps: readonly string[];
  /** First and last code points. */
  readonly ranges: readonly (readonly [number, number])[];
}

const { words, gaps, ranges } = JSON.parse(
  readFileSync(new URL('random-pieces.json', import.meta.url), 'utf8'),
) as Pieces;

/** A linear congruential generator of 32 bits. */
function drawsOf(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % bound;
  };
}

/** The text of a number; the same number is the same text. */
export function randomText(number: number): string {
  const draw = drawsOf(number);
  for (let i = 0; i < 4; i++) draw(2);
  const parts: string[] = [];
  for (let left = 1 + draw(1 + draw(40)); left > 0; left--) {
    const kind = draw(10);
    if (kind < 4) parts.push(words[draw(words.length)] as string);
    else if (kind < 7) parts.push(gaps[draw(gaps.length)] as string);
    else {
      const [first, last] = ranges[draw(ranges.length)] as readonly [number, number];
      for (let more = 1 + draw(3); more > 0; more--) {
        parts.push(String.fromCodePoint(first + draw(last - first + 1)));
      }
    }
  }
  return parts.join('');
}
