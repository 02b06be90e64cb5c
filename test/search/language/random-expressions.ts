// Random expressions, as the parser may give them. Their offsets are 0.

import fc from 'fast-check';
import type { Expression, Positioned, Slot } from '../../../search/language/expression.ts';
import { analyzePhrase } from '../../../text/analyze-phrase.ts';
import type { IndexAnalyzer } from '../../../text/index-analyzer.ts';
import { nastyText } from '../../text/nasty-text.ts';

const offsets = { start: 0, end: 0 };

/** Signs of the language as tokens, words that look like operators, and anything else. */
const words = fc.oneof(
  fc.constantFrom(
    'the',
    'AND',
    'NEAR',
    'BEFORE',
    '?',
    '(',
    '|',
    '"',
    '*',
    '~',
    '/',
    '\\',
    '-',
    "don't",
  ),
  nastyText(),
);

const patterns = fc.constantFrom('colou?r', 'a/b'.replace('/', '\\/'), '[/"]+', 'x{2} y', '\\p{L}');

function tokens(analyzer: IndexAnalyzer): fc.Arbitrary<string> {
  if (analyzer === 'ids') return fc.nat(70_000).map(String);
  return words.chain((text) => {
    // A few capitals give a term that is no longer one term when it is typed: İ, and Ⓜ, which
    // is a pictograph, behind a joiner (ⓜ is none).
    const some = analyzePhrase(text.toWellFormed(), analyzer).filter((term) => {
      const again = analyzePhrase(term, analyzer);
      return again.length === 1 && again[0] === term;
    });
    return some.length === 0 ? fc.constant('a') : fc.constantFrom(...some);
  });
}

function slots(analyzer: IndexAnalyzer): fc.Arbitrary<Slot> {
  const token = tokens(analyzer).map((token): Slot => ({ kind: 'token', token }));
  const any = fc.constant<Slot>({ kind: 'any' });
  const stem = tokens(analyzer).filter((token) => /[\p{L}\p{N}\p{M}_]$/u.test(token));
  const prefix = stem.map((prefix): Slot => ({ kind: 'prefix', prefix }));
  const pattern = patterns.map((source): Slot => ({ kind: 'pattern', source }));
  const most = fc.constantFrom(1, 2);
  const distance = fc
    .record({ token: stem, most })
    .map((one): Slot => ({ kind: 'distance', ...one }));
  const { slot } = fc.letrec<{ slot: Slot }>((tie) => {
    const sequence = fc.array(tie('slot'), { minLength: 1, maxLength: 3 });
    const alternatives = fc
      .array(sequence, { minLength: 2, maxLength: 3 })
      .map((of): Slot => ({ kind: 'alternatives', of }));
    const simple =
      analyzer === 'ids' ? [token, any] : [token, token, any, prefix, pattern, distance];
    return { slot: fc.oneof({ maxDepth: 2 }, ...simple, alternatives) };
  });
  return slot;
}

function isOpen(slot: Slot): boolean {
  if (slot.kind === 'alternatives') return slot.of.some((sequence) => sequence.every(isOpen));
  return slot.kind === 'any';
}

/** Expressions of any shape but those that the parser refuses. */
export function randomExpression(analyzer: IndexAnalyzer): fc.Arbitrary<Expression> {
  const phrase = fc
    .array(slots(analyzer), { minLength: 1, maxLength: 4 })
    .filter((some) => !some.every(isOpen))
    .map((some) => ({ kind: 'phrase' as const, slots: some, ...offsets }));
  const { expression } = fc.letrec<{ positioned: Positioned; expression: Expression }>((tie) => {
    const positioned = tie('positioned');
    const near = fc
      .record({ left: positioned, right: positioned, most: fc.nat(30), isOrdered: fc.boolean() })
      .map((sides): Positioned => ({ kind: 'near', ...sides, ...offsets }));
    const either = fc
      .array(positioned, { minLength: 2, maxLength: 3 })
      .map((of): Positioned => ({ kind: 'or', of, ...offsets }));
    const parts = fc.array(tie('expression'), { minLength: 2, maxLength: 3 });
    const joined = fc
      .record({ kind: fc.constantFrom('and' as const, 'or' as const), of: parts })
      .map((one): Expression => ({ ...one, ...offsets }));
    const not = tie('expression').map((of): Expression => ({ kind: 'not', of, ...offsets }));
    return {
      positioned: fc.oneof({ maxDepth: 3 }, phrase, near, either),
      expression: fc.oneof({ maxDepth: 4 }, phrase, positioned, joined, not),
    };
  });
  return expression.map((one) => withPhrase(one));
}

const some: Expression = { kind: 'phrase', slots: [{ kind: 'token', token: '1' }], ...offsets };

/** Next to a phrase, an expression of any kind finds what holds the phrase. */
function withPhrase(expression: Expression): Expression {
  return { kind: 'and', of: [some, expression], ...offsets };
}
