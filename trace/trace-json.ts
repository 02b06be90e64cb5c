// A trace as one object of JSON, written span by span: the same text on the command line and over HTTP.

import type { FoundSpans } from './trace-text.ts';

/** Parts of the text of `Trace` (schemas/trace.ts); an empty one is a place to pause. */
export function* writeTrace({ tokens, truncated, describe }: FoundSpans): Generator<string> {
  yield `{"tokens":${tokens},"spans":[`;
  let between = '';
  for (const span of describe()) {
    if (span === undefined) yield '';
    else {
      yield between + JSON.stringify(span);
      between = ',';
    }
  }
  yield truncated === undefined ? ']}' : `],"truncated":${truncated}}`;
}
