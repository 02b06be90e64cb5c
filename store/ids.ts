// Kinds of numbers that must not be mixed up: a step is not a rank, and a rank is not a local record.
//
// A plain number passes as any of them, since JSON, users and arithmetic give plain numbers. A value
// of one kind does not pass as another kind, so no value needs a cast and a mix-up is a type error.

declare const kind: unique symbol;
type Kind<Name extends string> = number & { readonly [kind]?: Name };

/** Number of an optimizer step, from 1 on; 0: before training. */
export type Step = Kind<'step'>;
/** Place of a record in training order over the whole index, from 0 on. */
export type Rank = Kind<'rank'>;
/** Place of a record inside its segment, from 0 on: its rank less the segment's first rank. */
export type LocalRecord = Kind<'local record'>;
/** What the ranks of a segment say of a suffix: its local record, or the group of its step. */
export type RankValue = Kind<'rank value'>;
/** Number of a term inside its segment, from 1 on; 0 ends a record. */
export type TermSymbol = Kind<'symbol'>;
