// An expression of phrases of tokens, joined by AND, OR and NOT, as the query that the kernel takes.

import { type PlainQuery, PlainQueryBuilder } from '../../store/segment/plain-query.ts';
import { operations } from '../../store/segment/record-formula.ts';
import type { Expression } from '../language/expression.ts';

/** Undefined where a part of it is not so plain, or it is too large. */
export function plainQueryOf(expression: Expression): PlainQuery | undefined {
  const builder = new PlainQueryBuilder();
  return add(builder, expression) ? builder.build() : undefined;
}

function add(builder: PlainQueryBuilder, expression: Expression): boolean {
  switch (expression.kind) {
    case 'phrase': {
      const tokens: string[] = [];
      for (const slot of expression.slots) {
        if (slot.kind !== 'token') return false;
        tokens.push(slot.token);
      }
      builder.phrase(tokens);
      return true;
    }
    case 'near':
      return false;
    case 'not':
      if (!add(builder, expression.of)) return false;
      builder.operation(operations.not, 0);
      return true;
    default: {
      const { kind, of } = expression;
      if (of.length === 0) return false;
      for (const one of of) if (!add(builder, one)) return false;
      if (of.length > 1) builder.operation(operations[kind], of.length);
      return true;
    }
  }
}
