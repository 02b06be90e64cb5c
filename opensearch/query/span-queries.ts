// Sequences of places as span queries of the cluster, and what they cost.
//
// A sequence has one length. So its spans are found in order of start and of end, and the cluster's walk
// over ordered spans misses none. It would with spans of several lengths.

import type { Place } from './flat-phrases.ts';

const field = 'tokens';

/** A sequence without a place for any token at its ends: a span would not say whether one is there. */
export function spanOf(places: readonly Place[]): object {
  const clauses: object[] = [];
  let gap = 0;
  for (const place of places) {
    if (place === undefined) {
      gap++;
      continue;
    }
    if (gap > 0) clauses.push({ span_gap: { [field]: gap } });
    gap = 0;
    clauses.push(eitherSpan(place.map((term) => ({ span_term: { [field]: term } }))));
  }
  const [only, another] = clauses;
  if (only !== undefined && another === undefined) return only;
  return { span_near: { clauses, slop: 0, in_order: true } };
}

/** The first span, and behind it the second one with at most `most` positions between. */
export function orderedSpans(first: object, second: object, most: number): object {
  return { span_near: { clauses: [first, second], slop: most, in_order: true } };
}

/** One of some spans of the same length. */
export function eitherSpan(spans: readonly object[]): object {
  const [only, another] = spans;
  return only !== undefined && another === undefined ? only : { span_or: { clauses: spans } };
}

/** A sequence as a query of its own, which need not be a span. */
export function phraseQuery(places: readonly Place[]): object {
  const [first = []] = places;
  if (places.length === 1) return anyTerm(first);
  const terms = places.map((place) => (place?.length === 1 ? place[0] : undefined));
  if (terms.includes(undefined)) return spanOf(places);
  return { match_phrase: { [field]: terms.join(' ') } };
}

/** Records that hold one of the terms. */
export function anyTerm(terms: readonly string[]): object {
  const [only, another] = terms;
  if (only !== undefined && another === undefined) return { term: { [field]: only } };
  return { terms: { [field]: terms } };
}

/** Clauses that the cluster counts. */
export function costOf(places: readonly Place[]): number {
  if (places.length === 1) return 1;
  if (places.every((place) => place?.length === 1)) return 1;
  return spanCost(places);
}

export function spanCost(places: readonly Place[]): number {
  return places.reduce((sum, place) => sum + (place?.length ?? 1), 0);
}
