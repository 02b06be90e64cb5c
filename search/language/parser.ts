// Query text -> expression, by recursive descent. NOT binds strongest, then NEAR and BEFORE, AND, OR.
//
// It takes time linear in the query, and the limits keep it and all that walk an expression from deep
// recursion.

import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import { badQuery } from './bad-query.ts';
import type { Expression } from './expression.ts';
import { type Lexeme, readLexemes } from './lexer.ts';
import { requirePositioned } from './require-positioned.ts';
import { requirePositive } from './require-positive.ts';

/** UTF-16 units of a query. */
const maxUnits = 10_000;
/** Parentheses and operators in each other. */
const maxDepth = 100;

/** Throws `bad_query`, whose details have the `offset` in UTF-16 units. */
export function parseQuery(query: string, analyzer: IndexAnalyzer): Expression {
  if (query.length > maxUnits) {
    throw badQuery({
      offset: maxUnits,
      expected: `at most ${maxUnits.toLocaleString('en')} UTF-16 units`,
      found: query.length.toLocaleString('en'),
      solve: 'Ask several queries.',
    });
  }
  const expression = new Parser(query, readLexemes(query, analyzer)).parse();
  requirePositive(expression);
  return expression;
}

class Parser {
  #query: string;
  #lexemes: readonly Lexeme[];
  #at = 0;
  #heights = new Map<Expression, number>();

  constructor(query: string, lexemes: readonly Lexeme[]) {
    this.#query = query;
    this.#lexemes = lexemes;
  }

  parse(): Expression {
    const expression = this.#parseOr(0);
    if (this.#next.kind !== 'end') throw this.#unexpected('an operator or the end of the query');
    return expression;
  }

  get #next(): Lexeme {
    return this.#lexemes[this.#at] as Lexeme;
  }

  /** `a OR b` */
  #parseOr(depth: number): Expression {
    const of = [this.#parseAnd(depth)];
    while (this.#next.kind === 'or') {
      this.#at++;
      of.push(this.#parseAnd(depth));
    }
    return this.#join('or', of);
  }

  /** `a AND b`, `a b` */
  #parseAnd(depth: number): Expression {
    const of = [this.#parseNear(depth)];
    while (['and', 'not', 'open', 'phrase'].includes(this.#next.kind)) {
      if (this.#next.kind === 'and') this.#at++;
      of.push(this.#parseNear(depth));
    }
    return this.#join('and', of);
  }

  /** `a NEAR/5 b`; a chain holds from the left. */
  #parseNear(depth: number): Expression {
    let expression = this.#parseNot(depth);
    for (let next = this.#next; next.kind === 'near'; next = this.#next) {
      const { most, isOrdered } = next;
      this.#at++;
      const left = requirePositioned(expression);
      const right = requirePositioned(this.#parseNot(depth));
      const { start, end } = { start: left.start, end: right.end };
      const near = { kind: 'near', left, right, most, isOrdered, start, end } as const;
      expression = this.#keep(near, [left, right]);
    }
    return expression;
  }

  #parseNot(depth: number): Expression {
    const { kind, start } = this.#next;
    if (kind !== 'not') return this.#parseOne(depth);
    this.#requireDepth(depth, start);
    this.#at++;
    const of = this.#parseNot(depth + 1);
    return this.#keep({ kind: 'not', of, start, end: of.end }, [of]);
  }

  #parseOne(depth: number): Expression {
    const { start, end, ...lexeme } = this.#next;
    if (lexeme.kind === 'phrase') {
      this.#at++;
      return { kind: 'phrase', slots: lexeme.slots, start, end };
    }
    if (lexeme.kind !== 'open') throw this.#unexpected('a word, a phrase or (');
    this.#requireDepth(depth, start);
    this.#at++;
    const expression = this.#parseOr(depth + 1);
    if (this.#next.kind === 'end') {
      throw badQuery({
        offset: start,
        expected: 'a ) for each (',
        found: 'the end of the query',
        solve: 'Close the parenthesis, or write \\( for the sign.',
      });
    }
    if (this.#next.kind !== 'close') throw this.#unexpected('an operator or )');
    this.#at++;
    return expression;
  }

  #join(kind: 'and' | 'or', of: readonly Expression[]): Expression {
    const [first, another] = of;
    if (first !== undefined && another === undefined) return first;
    const { start = 0 } = first ?? {};
    return this.#keep({ kind, of, start, end: of.at(-1)?.end ?? start }, of);
  }

  /** Remembers how deep an expression is. */
  #keep(expression: Expression, parts: readonly Expression[]): Expression {
    const height = 1 + Math.max(...parts.map((part) => this.#heights.get(part) ?? 0));
    this.#requireDepth(height - 1, expression.start);
    this.#heights.set(expression, height);
    return expression;
  }

  #requireDepth(depth: number, offset: number): void {
    if (depth < maxDepth) return;
    throw badQuery({
      offset,
      expected: `at most ${maxDepth} parentheses and operators in each other`,
      found: 'one more',
      solve: 'Ask several queries.',
    });
  }

  #unexpected(expected: string) {
    const { kind, start, end } = this.#next;
    return badQuery({
      offset: start,
      expected,
      found: kind === 'end' ? 'the end of the query' : this.#query.slice(start, end).slice(0, 40),
      solve:
        kind === 'close'
          ? 'Write \\) for the sign.'
          : kind === 'end' || kind === 'phrase'
            ? undefined
            : 'Write a word such as "AND" in quotes.',
    });
  }
}
