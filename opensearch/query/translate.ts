// An expression -> a query of the cluster.
//
// Where the cluster cannot say exactly what the expression says, its query finds more: every record that
// satisfies the expression, and others. Then `isExact` is false, and the tokens of what was found
// decide (check-candidates.ts). A query has a budget of clauses, because the cluster refuses large ones.

import type {
  Expression,
  NearExpression,
  PhraseExpression,
} from '../../search/language/expression.ts';
import { boundaryGap } from '../documents/index-layout.ts';
import { flattenPhrase, type Place, type TermsOf } from './flat-phrases.ts';
import {
  anyTerm,
  costOf,
  eitherSpan,
  orderedSpans,
  phraseQuery,
  spanCost,
  spanOf,
} from './span-queries.ts';

export interface Translated {
  readonly query: object;
  /** Whether the query finds the records of the expression and no other. */
  readonly isExact: boolean;
  /** The query says that this one does not hold. */
  readonly excluded?: object;
}

/** The cluster takes 1,024 by default, and some are needed around the query. */
const maxClauses = 900;

/** Terms of one clause; the cluster takes 65,536. */
const maxTerms = 50_000;

const all: Translated = { query: { match_all: {} }, isExact: false };
const none: Translated = { query: { match_none: {} }, isExact: true };

export function translate(expression: Expression, termsOf: TermsOf): Translated {
  return new Translation(termsOf).translate(expression);
}

class Translation {
  #termsOf: TermsOf;
  #left = maxClauses;

  constructor(termsOf: TermsOf) {
    this.#termsOf = termsOf;
  }

  translate(expression: Expression): Translated {
    switch (expression.kind) {
      case 'phrase':
        return this.#phrase(expression);
      case 'near':
        return this.#near(expression);
      case 'not':
        return this.#not(expression.of);
      case 'and':
        return both(expression.of.map((one) => this.translate(one)));
      default:
        return either(this.#joinWords(expression.of));
    }
  }

  #not(of: Expression): Translated {
    const { query, isExact } = this.translate(of);
    // The cluster adds a clause for all records where a query only excludes.
    if (!isExact || !this.#take(1)) return all;
    return { query: { bool: { must_not: [query] } }, isExact, excluded: query };
  }

  /** Alternatives; those that are one token each are one of them together, which costs one clause. */
  #joinWords(of: readonly Expression[]): Translated[] {
    const parts: Translated[] = [];
    const terms = new Set<string>();
    for (const one of of) {
      const ways = one.kind === 'phrase' ? flattenPhrase(one.slots, this.#termsOf) : undefined;
      if (ways?.every((way) => way.length === 1 && way[0] !== undefined)) {
        for (const [place = []] of ways) for (const term of place) terms.add(term);
      } else parts.push(this.translate(one));
    }
    if (terms.size === 0) return parts.length === 0 ? [none] : parts;
    if (terms.size > maxTerms || !this.#take(1)) return of.map((one) => this.translate(one));
    return [...parts, { query: anyTerm([...terms]), isExact: true }];
  }

  #phrase(phrase: PhraseExpression): Translated {
    const ways = flattenPhrase(phrase.slots, this.#termsOf);
    if (ways?.length === 0) return none;
    const cut = ways?.map(withoutEnds) ?? [];
    const cost = cut.reduce((sum, way) => sum + costOf(way), 0);
    if (ways === undefined || !this.#take(cost)) return this.#someTokens(phrase);
    const isExact = cut.every((way, i) => way.length === ways[i]?.length);
    return either(cut.map((way) => ({ query: phraseQuery(way), isExact })));
  }

  /** Records that hold one of the terms of each place. */
  #someTokens({ slots }: PhraseExpression): Translated {
    const filter: object[] = [];
    for (const slot of slots) {
      const terms = slot.kind === 'alternatives' ? undefined : this.#termsOf(slot);
      if (terms !== undefined && this.#take(1)) filter.push(anyTerm(terms));
    }
    return filter.length === 0 ? all : { query: { bool: { filter } }, isExact: false };
  }

  #near(near: NearExpression): Translated {
    const [left, right] = [this.#waysOf(near.left), this.#waysOf(near.right)];
    if (left?.length === 0 || right?.length === 0) return none;
    // A boundary is so many positions wide.
    if (left === undefined || right === undefined || near.most >= boundaryGap) {
      return this.#both(near);
    }
    const [firsts, seconds] = [byLength(left), byLength(right)];
    const times = near.isOrdered ? 1 : 2;
    const cost = sum(left) * seconds.length + sum(right) * firsts.length;
    if (!this.#take(times * cost)) return this.#both(near);
    const spans = firsts.flatMap((first) =>
      seconds.flatMap((second) => {
        const forward = orderedSpans(first, second, near.most);
        return near.isOrdered ? [forward] : [forward, orderedSpans(second, first, near.most)];
      }),
    );
    return either(spans.map((query) => ({ query, isExact: true })));
  }

  #both({ left, right }: NearExpression): Translated {
    const { query } = both([this.translate(left), this.translate(right)]);
    return { query, isExact: false };
  }

  /** The sequences of a side; undefined: it is not one of sequences that spans can stand for. */
  #waysOf(side: Expression): (readonly Place[])[] | undefined {
    if (side.kind === 'or') {
      const ways = side.of.map((one) => this.#waysOf(one));
      const known = ways.filter((way) => way !== undefined);
      return known.length === ways.length ? known.flat() : undefined;
    }
    if (side.kind !== 'phrase') return undefined;
    const ways = flattenPhrase(side.slots, this.#termsOf);
    return ways?.every((way) => withoutEnds(way).length === way.length) ? ways : undefined;
  }

  #take(clauses: number): boolean {
    if (clauses > this.#left) return false;
    this.#left -= clauses;
    return true;
  }
}

function sum(ways: readonly (readonly Place[])[]): number {
  return ways.reduce((total, way) => total + spanCost(way), 0);
}

/** Spans of one length each. */
function byLength(ways: readonly (readonly Place[])[]): object[] {
  const groups = Map.groupBy(ways, (way) => way.length);
  return Array.from(groups.values(), (group) => eitherSpan(group.map(spanOf)));
}

function withoutEnds(way: readonly Place[]): readonly Place[] {
  const isTerm = (place: Place) => place !== undefined;
  return way.slice(Math.max(0, way.findIndex(isTerm)), way.findLastIndex(isTerm) + 1);
}

function either(parts: readonly Translated[]): Translated {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) return only;
  if (parts.includes(all)) return all;
  const should = parts.map(({ query }) => query);
  const isExact = parts.every(({ isExact }) => isExact);
  return { query: { bool: { should, minimum_should_match: 1 } }, isExact };
}

function both(parts: readonly Translated[]): Translated {
  const useful = parts.filter((part) => part !== all);
  if (useful.length === 0) return all;
  const filter = useful.flatMap(({ query, excluded }) => (excluded === undefined ? [query] : []));
  const excluded = useful.flatMap(({ excluded }) => excluded ?? []);
  return {
    query: { bool: { filter, ...(excluded.length > 0 && { must_not: excluded }) } },
    isExact: parts.every(({ isExact }) => isExact),
  };
}
