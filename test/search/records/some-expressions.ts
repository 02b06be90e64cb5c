// Random expressions over a few tokens.

import fc from 'fast-check';
import type { Expression, Positioned, Slot } from '../../../search/language/expression.ts';

const place = { start: 0, end: 0 };

/** Over these tokens, of which some may be nowhere. */
export function someExpressions(tokens: readonly string[]): fc.Arbitrary<Expression> {
  const token = fc.constantFrom(...tokens);
  const single: fc.Arbitrary<Slot> = fc.oneof(
    { weight: 6, arbitrary: token.map((token) => ({ kind: 'token' as const, token })) },
    { weight: 2, arbitrary: fc.constant({ kind: 'any' as const }) },
    {
      weight: 1,
      arbitrary: token.map((token) => ({ kind: 'prefix' as const, prefix: token.slice(0, 1) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(token, { minLength: 1, maxLength: 3 })
        .map((some) => ({ kind: 'pattern' as const, source: some.join('|') })),
    },
  );
  const sequence = fc.array(single, { minLength: 1, maxLength: 3 });
  const slot: fc.Arbitrary<Slot> = fc.oneof(
    { weight: 5, arbitrary: single },
    {
      weight: 1,
      arbitrary: fc
        .array(sequence, { minLength: 1, maxLength: 3 })
        .map((of) => ({ kind: 'alternatives' as const, of })),
    },
  );
  const phrase: fc.Arbitrary<Positioned> = fc.oneof(
    {
      weight: 2,
      arbitrary: fc
        .array(token, { minLength: 1, maxLength: 3 })
        .map((some) => some.map((token) => ({ kind: 'token' as const, token })))
        .map((slots) => ({ kind: 'phrase' as const, slots, ...place })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(slot, { minLength: 1, maxLength: 4 })
        .map((slots) => ({ kind: 'phrase' as const, slots, ...place })),
    },
  );
  const near = (side: fc.Arbitrary<Positioned>): fc.Arbitrary<Positioned> =>
    fc
      .record({ left: side, right: side, most: fc.nat({ max: 3 }), isOrdered: fc.boolean() })
      .map((sides) => ({ kind: 'near' as const, ...sides, ...place }));
  const either: fc.Arbitrary<Positioned> = fc
    .array(phrase, { minLength: 2, maxLength: 3 })
    .map((of) => ({ kind: 'or' as const, of, ...place }));
  const side = fc.oneof({ weight: 3, arbitrary: phrase }, { weight: 1, arbitrary: either });
  const positioned = fc.oneof(
    { weight: 4, arbitrary: phrase },
    { weight: 1, arbitrary: near(side) },
  );
  return fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 2, arbitrary: positioned },
      {
        weight: 2,
        arbitrary: fc
          .record({
            kind: fc.constantFrom('and' as const, 'or' as const),
            of: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
          })
          .map((join) => ({ ...join, ...place })),
      },
      {
        weight: 1,
        arbitrary: tie('expression').map((of) => ({ kind: 'not' as const, of, ...place })),
      },
    ),
  })).expression;
}
