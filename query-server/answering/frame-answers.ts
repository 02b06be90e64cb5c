// Answers of a list -> the text of a JSON object or of NDJSON lines.

import type { TextPart } from './work-turns.ts';

/** `before`, the answers with `between` after each but the last, `after`. */
export interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

export const ndjsonFrame: Frame = { before: '', between: '\n', after: '\n' };

/** An object with the snapshot, the answers under `key`, and the remarks where there are some. */
export function jsonFrame(
  { name }: { readonly name: string },
  key: string,
  remarks: readonly unknown[] = [],
): Frame {
  const more = remarks.length === 0 ? '' : `,"remarks":${JSON.stringify(remarks)}`;
  return {
    before: `{"snapshot":${JSON.stringify(name)},${JSON.stringify(key)}:[`,
    between: ',',
    after: `]${more}}`,
  };
}

/**
 * The text of `count` answers, each as the command line prints it; empty strings are places to pause,
 * and promises are to be awaited.
 */
export function* frameAnswers(
  answers: Iterable<object | null | Promise<void> | undefined>,
  count: number,
  { before, between, after }: Frame,
): Generator<TextPart, void, undefined> {
  yield before;
  let left = count;
  for (const answer of answers) {
    if (answer === undefined) yield '';
    else if (answer instanceof Promise) yield answer;
    else yield JSON.stringify(answer) + (--left > 0 ? between : after);
  }
  if (count === 0) yield after;
}
