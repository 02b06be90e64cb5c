// A search as the parser gives it: what has to stand in a record.
//
// Plain data. Tokens are already analysed, so the parts below know nothing of the analyzer.
// `start` and `end` are offsets into the query in UTF-16 units, half-open, for messages.

/** A place of a phrase that one token fills, or several. */
export type Slot =
  | { readonly kind: 'token'; readonly token: string }
  /** `?`: any one token. */
  | { readonly kind: 'any' }
  /** `gramma*`: tokens that begin with it. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** `/colou?r/`: tokens that the pattern matches whole; `source` as it was written. */
  | { readonly kind: 'pattern'; readonly source: string }
  /** `color~1`: tokens within so many insertions, deletions and substitutions of code points. */
  | { readonly kind: 'distance'; readonly token: string; readonly most: number }
  /** `(a|b c)`: one of several sequences of slots, each of one slot at least. */
  | { readonly kind: 'alternatives'; readonly of: readonly (readonly Slot[])[] };

interface InQuery {
  readonly start: number;
  readonly end: number;
}

/** Slots next to each other in a record, one at least; no boundary between them. */
export interface PhraseExpression extends InQuery {
  readonly kind: 'phrase';
  readonly slots: readonly Slot[];
}

/** An occurrence of each side in a record, with at most `most` tokens and no boundary between them. */
export interface NearExpression extends InQuery {
  readonly kind: 'near';
  readonly left: Positioned;
  readonly right: Positioned;
  readonly most: number;
  /** True: the left one comes first (BEFORE). */
  readonly isOrdered: boolean;
}

/** An expression whose occurrences have positions: a phrase, several by OR, or a NEAR. */
export type Positioned =
  | PhraseExpression
  | NearExpression
  | (InQuery & { readonly kind: 'or'; readonly of: readonly Positioned[] });

export type Expression =
  | PhraseExpression
  | NearExpression
  | (InQuery & { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] })
  | (InQuery & { readonly kind: 'not'; readonly of: Expression });
