// The phrases of expressions whose slots are all tokens: the kernel finds those of many expressions together.

import type { Interval } from '../../store/segment/interval.ts';
import { PhraseList } from '../../store/segment/phrase-list.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Expression, PhraseExpression } from '../language/expression.ts';

export class PlainPhrases {
  #list: PhraseList;
  #places = new Map<PhraseExpression, number>();
  /** Of each segment that was asked. */
  #rows = new Map<Segment, Uint32Array>();

  constructor(expressions: readonly Expression[]) {
    const phrases: string[][] = [];
    for (const phrase of expressions.flatMap((expression) => [...walkPhrases(expression)])) {
      const tokens = readTokens(phrase);
      if (tokens !== undefined) this.#places.set(phrase, phrases.push(tokens) - 1);
    }
    this.#list = new PhraseList(phrases);
  }

  /** The interval of a phrase among the ranks of a segment; undefined where a slot is not a token. */
  find(segment: Segment, phrase: PhraseExpression): Interval | undefined {
    const place = this.#places.get(phrase);
    if (place === undefined) return undefined;
    let rows = this.#rows.get(segment);
    if (rows === undefined) {
      rows = segment.findRows(this.#list);
      this.#rows.set(segment, rows);
    }
    return { start: rows[2 * place] as number, end: rows[2 * place + 1] as number };
  }
}

function* walkPhrases(expression: Expression): Generator<PhraseExpression> {
  if (expression.kind === 'phrase') yield expression;
  else if (expression.kind === 'near') {
    yield* walkPhrases(expression.left);
    yield* walkPhrases(expression.right);
  } else if (expression.kind === 'not') yield* walkPhrases(expression.of);
  else for (const one of expression.of) yield* walkPhrases(one);
}

function readTokens({ slots }: PhraseExpression): string[] | undefined {
  const tokens: string[] = [];
  for (const slot of slots) {
    if (slot.kind !== 'token') return undefined;
    tokens.push(slot.token);
  }
  return tokens;
}
