// The sides of NEAR and BEFORE have occurrences at places of a record: a phrase, a NEAR, or several by OR.

import { badQuery } from './bad-query.ts';
import type { Expression, Positioned } from './expression.ts';

/** Gives the expression back, or throws with the place of an AND or a NOT in it. */
export function requirePositioned(expression: Expression): Positioned {
  if (isPositioned(expression)) return expression;
  const { kind, start } = findOther(expression);
  throw badQuery({
    offset: start,
    expected: 'a word, a phrase, or several joined by OR, on each side of NEAR and BEFORE',
    found: kind.toUpperCase(),
    solve:
      kind === 'not'
        ? 'NOT binds before NEAR: write NOT (a NEAR/5 b).'
        : 'Write a NEAR/5 b AND a NEAR/5 c.',
  });
}

function isPositioned(expression: Expression): expression is Positioned {
  if (expression.kind === 'or') return expression.of.every(isPositioned);
  return expression.kind === 'phrase' || expression.kind === 'near';
}

function findOther(expression: Expression): Expression {
  if (expression.kind !== 'or') return expression;
  const part = expression.of.find((one) => !isPositioned(one));
  return part === undefined ? expression : findOther(part);
}
