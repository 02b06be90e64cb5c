// An expression in one segment as a tree over intervals, with what is always or never true taken out,
// and as the formula that the kernel walks by.

import type { Interval } from '../../store/segment/interval.ts';
import { FormulaBuilder, type RecordFormula } from '../../store/segment/record-formula.ts';

export type Tree =
  | { readonly kind: 'never' | 'always' }
  /** Intervals among the ranks, one at least: true in their records. */
  | { readonly kind: 'leaf'; readonly intervals: readonly Interval[] }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Tree[] }
  | { readonly kind: 'not' | 'unsure'; readonly of: Tree };

export const never: Tree = { kind: 'never' };
const always: Tree = { kind: 'always' };

export function leaf(intervals: readonly Interval[]): Tree {
  return intervals.length === 0 ? never : { kind: 'leaf', intervals };
}

export function join(kind: 'and' | 'or', of: readonly Tree[]): Tree {
  const decides = kind === 'and' ? 'never' : 'always';
  const open = of.filter((tree) => tree.kind !== 'never' && tree.kind !== 'always');
  if (of.some((tree) => tree.kind === decides)) return { kind: decides };
  const [one, another] = open;
  if (one === undefined) return kind === 'and' ? always : never;
  return another === undefined ? one : { kind, of: open };
}

export function negate(of: Tree): Tree {
  if (of.kind === 'never') return always;
  return of.kind === 'always' ? never : { kind: 'not', of };
}

/** True only where the symbols of a record say so too. */
export function unsure(of: Tree): Tree {
  return of.kind === 'never' ? never : { kind: 'unsure', of };
}

/** The formula of a tree that is neither always true nor never. Yields where a caller can pause. */
export function* toFormula(tree: Tree): Generator<undefined, RecordFormula, undefined> {
  const builder = new FormulaBuilder();
  yield* add(builder, tree);
  return builder.build();
}

/** Intervals of a leaf behind which there is a pause. */
const manyIntervals = 10_000;

function* add(builder: FormulaBuilder, tree: Tree): Generator<undefined, void, undefined> {
  if (tree.kind === 'leaf') {
    builder.leaf(tree.intervals);
    if (tree.intervals.length >= manyIntervals) yield undefined;
  } else if (tree.kind === 'and' || tree.kind === 'or') {
    for (const one of tree.of) yield* add(builder, one);
    builder.join(tree.kind, tree.of.length);
  } else if (tree.kind === 'not' || tree.kind === 'unsure') {
    yield* add(builder, tree.of);
    builder[tree.kind]();
  } else throw new Error('a tree that is always or never true has no formula');
}
