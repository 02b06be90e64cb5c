// A text whose spans in the corpus are known.

import type { TracedSpan } from '../../schemas/trace.ts';
import { writeTrace } from '../../trace/trace-json.ts';
import { type FoundSpans, traceText, usualMinTokens } from '../../trace/trace-text.ts';
import type { TraceOptions } from '../index-questions.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

export class TracedText {
  #found: FoundSpans;

  constructor(found: FoundSpans) {
    this.#found = found;
  }

  /** Tokens of the text. */
  get tokens(): number {
    return this.#found.tokens;
  }

  get spanCount(): number {
    return this.#found.spans.length;
  }

  /** Tokens that stand in a span. */
  get coveredTokens(): number {
    let covered = 0;
    let reached = 0;
    for (const { start, end } of this.#found.spans) {
      covered += Math.max(0, end - Math.max(start, reached));
      reached = Math.max(reached, end);
    }
    return covered;
  }

  /** Whether spans were left out for rarer ones; undefined where that was not asked for. */
  get truncated(): boolean | undefined {
    return this.#found.truncated;
  }

  /** In order of the text; `undefined` where a caller with other work can pause. */
  spans(): Generator<TracedSpan | undefined, void, undefined> {
    return this.#found.describe();
  }

  /** Parts of the text of one JSON object; an empty one is a place to pause. */
  write(): Generator<string> {
    return writeTrace(this.#found);
  }
}

/** Throws `phrase_without_token`, and `bad_argument` for a text or a question beyond the limits. */
export function* walkTrace(
  snapshot: OpenSnapshot,
  text: string,
  { minTokens = usualMinTokens, at = [], until, rarest }: TraceOptions,
): Generator<undefined, TracedText, undefined> {
  const question = { minTokens, at, until, rarest };
  return new TracedText(yield* traceText(snapshotOf(snapshot), text, question));
}
