// The pre-tokenizer `Split` and those that are a special case of it: a pattern, and what becomes of
// its matches. The library compiles the pattern, which Rust's tokenizers write in Oniguruma's syntax;
// what it makes of the matches knows two of the five behaviors.

import { knownPatterns, plainWord } from './known-patterns.ts';
import { libraryWith } from './library.ts';
import type { StepJson } from './tokenizer-json.ts';

const wordCharacters = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';
const punctuation = '[\\p{P}\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E]';

/** The `Split` that a step amounts to; undefined: it is none. */
export function asSplit(step: StepJson): StepJson | undefined {
  const split = (Regex: string, behavior: string): StepJson => {
    return { type: 'Split', pattern: { Regex }, behavior };
  };
  switch (step.type) {
    case 'Split':
      return step;
    case 'Whitespace':
      return { ...split(`[${wordCharacters}]+|[^${wordCharacters}\\s]+`, 'Removed'), invert: true };
    case 'WhitespaceSplit':
      return split('\\s+', 'Removed');
    case 'Digits':
      return split(step.individual_digits === true ? '\\p{N}' : '\\p{N}+', 'Isolated');
    case 'Punctuation':
      return split(punctuation, step.behavior ?? 'Isolated');
    case 'CharDelimiterSplit':
      return { type: 'Split', pattern: { String: step.delimiter ?? ' ' }, behavior: 'Removed' };
    default:
      return undefined;
  }
}

interface Piece {
  text: string;
  isMatch: boolean;
}

/** Gives the parts of a text that the step makes; none of them is empty. */
export function createSplit(step: StepJson): (text: string) => string[] {
  const pattern = compilePattern(step.pattern);
  const behavior = step.behavior ?? 'Removed';
  const isKnown = behavior === 'Isolated' && knownPatterns.has(step.pattern?.Regex ?? '');
  return (text) => {
    if (isKnown && plainWord.test(text)) return [text];
    const pieces = cutAtMatches(text, pattern);
    if (step.invert === true) for (const piece of pieces) piece.isMatch = !piece.isMatch;
    return join(pieces, behavior);
  };
}

/** A pattern of a tokenizer.json; the library translates Oniguruma's syntax. */
export function compilePattern(pattern: StepJson['pattern']): RegExp {
  const step = { type: 'Split', pattern: { ...pattern }, behavior: 'Isolated', invert: false };
  const compiled: unknown = libraryWith({ pre_tokenizer: step }).pre_tokenizer?.pattern;
  if (!(compiled instanceof RegExp)) throw new Error('a pattern that is not known');
  return compiled;
}

function cutAtMatches(text: string, pattern: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '') continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isMatch: false });
    pieces.push({ text: match[0], isMatch: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMatch: false });
  return pieces;
}

function join(pieces: readonly Piece[], behavior: string): string[] {
  switch (behavior.toLowerCase()) {
    case 'removed':
      return pieces.filter(({ isMatch }) => !isMatch).map(({ text }) => text);
    case 'mergedwithprevious':
      return merge(pieces, (before, { isMatch }) => isMatch && !before.isMatch);
    case 'mergedwithnext':
      return merge(pieces, (before, { isMatch }) => before.isMatch && !isMatch);
    case 'contiguous':
      return merge(pieces, (before, { isMatch }) => isMatch === before.isMatch);
    default:
      return pieces.map(({ text }) => text);
  }
}

/** Appends a piece to the one before it where `joins` says so. */
function merge(
  pieces: readonly Piece[],
  joins: (before: Piece, piece: Piece) => boolean,
): string[] {
  const merged: string[] = [];
  pieces.forEach((piece, i) => {
    const before = pieces[i - 1];
    if (before === undefined || !joins(before, piece)) merged.push(piece.text);
    else merged[merged.length - 1] += piece.text;
  });
  return merged;
}
