// The phrases of expressions whose slots are all tokens: the kernel finds those of many expressions together.

import type { Interval } from '../../store/segment/interval.ts';
import { PhraseList } from '../../store/segment/phrase-list.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Expression, PhraseExpression } from '../language/expression.ts';

export class PlainPhrases {
  #expressions: readonly Expression[];
  #collected: Collected | undefined;
  /** Of each segment that was asked. */
  #rows = new Map<Segment, Uint32Array>();

  constructor(expressions: readonly Expression[]) {
    this.#expressions = expressions;
  }

  /** The interval of a phrase among the ranks of a segment; undefined where a slot is not a token. */
  find(segment: Segment, phrase: PhraseExpression): Interval | undefined {
    this.#collected ??= collect(this.#expressions);
    const { list, places } = this.#collected;
    const place = places.get(phrase);
    if (place === undefined) return undefined;
    let rows = this.#rows.get(segment);
    if (rows === undefined) {
      rows = segment.findRows(list);
      this.#rows.set(segment, rows);
    }
    return { start: rows[2 * place] as number, end: rows[2 * place + 1] as number };
  }
}

interface Collected {
  readonly list: PhraseList;
  readonly places: ReadonlyMap<PhraseExpression, number>;
}

/** Collected when the first of them is asked for: most searches find their phrases with their records. */
function collect(expressions: readonly Expression[]): Collected {
  const places = new Map<PhraseExpression, number>();
  const phrases: string[][] = [];
  for (const phrase of expressions.flatMap((expression) => [...walkPhrases(expression)])) {
    const tokens = readTokens(phrase);
    if (tokens !== undefined) places.set(phrase, phrases.push(tokens) - 1);
  }
  return { list: new PhraseList(phrases), places };
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
