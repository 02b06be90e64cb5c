// The terms of an index, each once: by first step, then by the bytes of the term.
//
// A step may continue in the next segment, or in several. So the new terms of the last step of a segment
// wait for those of the same step in the segments behind it.

import type { Snapshot } from '../../store/snapshot.ts';
import { findNewTerms, type StepTerms } from './new-terms.ts';

/** Yields `undefined` wherever some milliseconds may have passed. */
export function* walkTermsInOrder(
  { segments }: Snapshot,
  prefix: string,
): Generator<string | undefined, void> {
  const bytes = Buffer.from(prefix);
  let waiting: StepTerms[] = [];
  for (const [s, segment] of segments.entries()) {
    const places = segment.terms.withPrefix(bytes);
    const groups = yield* findNewTerms(segment, { before: segments.slice(0, s), places });
    for (const group of groups) {
      if (waiting[0] !== undefined && waiting[0].step !== group.step) {
        yield* mergeTerms(waiting);
        waiting = [];
      }
      waiting.push(group);
    }
  }
  yield* mergeTerms(waiting);
}

/** Terms of one step, those of each segment in order. */
function* mergeTerms(groups: readonly StepTerms[]): Generator<string, void> {
  const heads = groups.map((group) => new Head(group));
  for (;;) {
    let first: Head | undefined;
    for (const head of heads) {
      if (head.bytes === undefined) continue;
      if (first?.bytes === undefined || head.bytes.compare(first.bytes) < 0) first = head;
    }
    if (first === undefined) return;
    yield first.term;
    first.next();
  }
}

/** The next term of a group. */
class Head {
  term = '';
  /** Undefined behind the last term. */
  bytes: Buffer | undefined;
  #group: StepTerms;
  #next = 0;

  constructor(group: StepTerms) {
    this.#group = group;
    this.next();
  }

  next(): void {
    const { segment, places } = this.#group;
    const place = places[this.#next++];
    this.term = place === undefined ? '' : segment.term(segment.terms.symbol(place));
    this.bytes = place === undefined ? undefined : Buffer.from(this.term);
  }
}
