// Random queries and records for a cluster: expressions of the search tests, with distances and NEAR in NEAR.

import fc from 'fast-check';
import type { Expression, Positioned } from '../../search/language/expression.ts';
import { parseQuery } from '../../search/language/parser.ts';
import { printQuery } from '../../search/language/printer.ts';
import { type SearchedCorpus, tokensOf } from '../search/records/some-corpora.ts';
import { someExpressions } from '../search/records/some-expressions.ts';

type Kind = SearchedCorpus['kind'];

const place = { start: 0, end: 0 };

function phraseOf(token: string): Positioned {
  return { kind: 'phrase', slots: [{ kind: 'token', token }], ...place };
}

function moreExpressions(tokens: readonly string[]): fc.Arbitrary<Expression> {
  const word = fc.constantFrom(...tokens).map(phraseOf);
  const near = (left: fc.Arbitrary<Positioned>) =>
    fc
      .record({ left, right: word, most: fc.nat({ max: 3 }), isOrdered: fc.boolean() })
      .map((one): Positioned => ({ kind: 'near', ...one, ...place }));
  const distance = fc
    .record({ token: fc.constantFrom(...tokens), most: fc.constantFrom(1, 2) })
    .map((one): Expression => {
      const slots = [{ kind: 'distance' as const, ...one }, { kind: 'any' as const }];
      return { kind: 'phrase', slots: slots.slice(0, one.most), ...place };
    });
  const not = word.map((of): Expression => ({ kind: 'not', of, ...place }));
  return fc.oneof(near(near(word)), near(word), distance, not);
}

/** So many queries, each of which the parser takes. */
export function someQueries(kind: Kind, count: number, seed: number): string[] {
  const tokens = tokensOf[kind];
  const expressions = fc.oneof(
    { weight: 5, arbitrary: someExpressions(tokens) },
    { weight: 1, arbitrary: moreExpressions(tokens) },
  );
  const queries = fc.tuple(expressions, fc.constantFrom(...tokens)).map(([expression, word]) => {
    return [
      printQuery(expression),
      printQuery({ kind: 'and', of: [phraseOf(word), expression], ...place }),
    ];
  });
  const analyzer = kind === 'decoded' ? 'words' : kind;
  const parses = (query: string) => {
    try {
      parseQuery(query, analyzer);
      return true;
    } catch {
      return false;
    }
  };
  const all = fc.sample(queries, { numRuns: 4 * count, seed });
  return all.flatMap((forms) => forms.find(parses) ?? []).slice(0, count);
}

/** Records of up to nine tokens, some of which are rare; with boundaries where the kind has them. */
export function someCorpus(kind: Kind, count: number, seed: number): SearchedCorpus {
  const [one, two, three, four] = tokensOf[kind];
  const known = [one, one, one, two, two, three, three, four];
  const tokens = kind === 'decoded' ? [...known, null] : known;
  const rows = fc.sample(
    fc.record({ tokens: fc.array(fc.constantFrom(...tokens), { maxLength: 9 }), gap: fc.nat(1) }),
    { numRuns: count, seed },
  );
  let step = 1;
  const isText = kind === 'words' || kind === 'cased';
  const records = rows.map(({ tokens, gap }, rank) => {
    step += gap;
    const zero = kind === 'ids' ? '0' : null;
    const padded = [...tokens, ...new Array<typeof zero>(9 - tokens.length).fill(zero)];
    return isText ? { tokens, step } : { tokens: padded, step: Math.floor(rank / 3) + 1 };
  });
  return { kind, records, cuts: [Math.floor(count / 3), Math.floor(count / 2)] };
}
