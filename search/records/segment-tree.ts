// An expression and a segment -> the tree over intervals that says which records can satisfy it.

import { IndexError } from '../../errors.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Expression, PhraseExpression } from '../language/expression.ts';
import { join, leaf, negate, type Tree, unsure } from './expression-tree.ts';
import type { PlainPhrases } from './plain-phrases.ts';
import { type ExpandSlot, type FoundSuffixes, SlotSearch } from './slot-suffixes.ts';

export interface TreeQuestion {
  readonly segment: Segment;
  /** Has the phrases of tokens of the expression. */
  readonly plain: PlainPhrases;
  readonly expand: ExpandSlot;
  /** Intervals of a set, at most (slot-suffixes.ts). */
  readonly maxOfSlot?: number | undefined;
}

/** Intervals of an expression in a segment, at most: they are all divided on the way to a record. */
const maxIntervals = 200_000;

/** Intervals of a leaf behind which there is a pause. */
const manyIntervals = 10_000;

/** Yields where a caller can pause. Throws `too_many_terms`. */
export function growTree(
  expression: Expression,
  question: TreeQuestion,
): Generator<undefined, Tree> {
  return new TreeGrowth(question).grow(expression);
}

class TreeGrowth {
  #question: TreeQuestion;
  #slots: SlotSearch | undefined;
  #intervals = 0;

  constructor(question: TreeQuestion) {
    this.#question = question;
  }

  *grow(expression: Expression): Generator<undefined, Tree> {
    switch (expression.kind) {
      case 'phrase':
        return yield* this.#growPhrase(expression);
      case 'near': {
        const left = yield* this.grow(expression.left);
        return unsure(join('and', [left, yield* this.grow(expression.right)]));
      }
      case 'not':
        return negate(yield* this.grow(expression.of));
      default: {
        const { kind, of } = expression;
        const trees: Tree[] = [];
        for (const one of of) trees.push(yield* this.grow(one));
        return join(kind, trees);
      }
    }
  }

  *#growPhrase(phrase: PhraseExpression): Generator<undefined, Tree> {
    const { segment, plain, expand, maxOfSlot } = this.#question;
    const interval = plain.find(segment, phrase);
    if (interval !== undefined) return leaf(interval.start < interval.end ? [interval] : []);
    this.#slots ??= new SlotSearch(segment, expand, maxOfSlot);
    const { pieces, isExact } = yield* this.#findSlots(this.#slots, phrase);
    const leaves: Tree[] = [];
    for (const piece of pieces) {
      leaves.push(leaf(piece.map((one) => segment.skipEnds(one))));
      if (piece.length >= manyIntervals) yield undefined;
    }
    if (isExact) return join('and', leaves);
    return unsure(join('and', leaves.length === 0 ? [allTokens(segment)] : leaves));
  }

  *#findSlots(slots: SlotSearch, phrase: PhraseExpression): Generator<undefined, FoundSuffixes> {
    try {
      const found = yield* slots.find(phrase.slots);
      for (const { length } of found.pieces) this.#intervals += length;
      if (this.#intervals > maxIntervals) throw tooManyIntervals(this.#intervals);
      return found;
    } catch (error) {
      throw placeAt(phrase, error);
    }
  }
}

/** The error with the place in the query of the phrase that it is about. */
function placeAt({ start }: PhraseExpression, error: unknown): unknown {
  if (!(error instanceof IndexError) || error.code !== 'too_many_terms') return error;
  const details = { ...error.details, offset: start };
  return new IndexError(error.code, `query, offset ${start}: ${error.message}`, details, error);
}

/** The records that hold a token. */
function allTokens({ bwt, records }: Segment): Tree {
  const tokens = bwt.places.rows - records;
  return leaf(tokens === 0 ? [] : [{ start: 0, end: tokens }]);
}

function tooManyIntervals(found: number): IndexError {
  return new IndexError(
    'too_many_terms',
    `the query up to here stands for more than ${found.toLocaleString('en')} phrases in a segment: expected at most ${maxIntervals.toLocaleString('en')}. Write longer prefixes, or fewer of them.`,
    { found, expected: maxIntervals },
  );
}
