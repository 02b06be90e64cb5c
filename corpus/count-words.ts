// Words as a unit of length, and the parts of a text between boundaries that no phrase crosses.

import { codePointProperties, whiteSpaceBit } from '../text/code-point-properties.ts';

interface BoundedText {
  readonly text: string;
  /** UTF-16 offsets in `text`, ascending. */
  readonly boundaries?: readonly number[];
}

/** A record's text between its boundaries. */
export function splitParts({ text, boundaries = [] }: BoundedText): string[] {
  const ends = [...boundaries, text.length];
  return ends.map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1], end));
}

/**
 * How many words there are (runs without white space, a boundary ending one), at most `max`; and
 * where the last of them ends, which is the text's end where no further one follows.
 */
export function countWords(
  { text, boundaries = [] }: BoundedText,
  max = Number.POSITIVE_INFINITY,
): { words: number; end: number } {
  const properties = codePointProperties();
  let words = 0;
  let end = 0;
  let wasSpace = true;
  let nextBoundary = 0;
  for (let i = 0; i < text.length; i++) {
    if (boundaries[nextBoundary] === i) {
      wasSpace = true;
      nextBoundary++;
    }
    const isSpace = ((properties[text.charCodeAt(i)] as number) & whiteSpaceBit) !== 0;
    if (wasSpace && !isSpace) {
      if (words === max) return { words, end };
      words++;
    }
    if (!isSpace) end = i + 1;
    wasSpace = isSpace;
  }
  return { words, end: text.length };
}
