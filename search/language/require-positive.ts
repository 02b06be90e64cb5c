// A query finds records by what they hold. One that is true of a record which holds nothing of it,
// as NOT alone, is refused.

import { badQuery } from './bad-query.ts';
import type { Expression } from './expression.ts';

/** Throws with the place of the part that asks for absence only. */
export function requirePositive(expression: Expression): void {
  if (!holdsInNothing(expression)) return;
  throw badQuery({
    offset: findNegative(expression).start,
    expected: 'a word or phrase that records hold, next to NOT',
    found: 'NOT alone, also as one side of OR',
    solve: 'Write a AND NOT b.',
  });
}

/** Whether a record that holds no phrase of the expression satisfies it. */
function holdsInNothing(expression: Expression): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.of.every(holdsInNothing);
    case 'or':
      return expression.of.some(holdsInNothing);
    case 'not':
      return !holdsInNothing(expression.of);
    default:
      return false;
  }
}

/** The first NOT that makes it so. */
function findNegative(expression: Expression): Expression {
  if (expression.kind !== 'and' && expression.kind !== 'or') return expression;
  const part = expression.of.find(holdsInNothing);
  return part === undefined ? expression : findNegative(part);
}
