// Which expressions the cluster decides by itself, and how large their queries are.

import t from 'tap';
import { flattenPhrase } from '../../opensearch/query/flat-phrases.ts';
import { translate } from '../../opensearch/query/translate.ts';
import type { Slot } from '../../search/language/expression.ts';
import { parseQuery } from '../../search/language/parser.ts';

/** A prefix `gN*` stands for N terms, any other one for three. */
function termsOf(slot: Slot): readonly string[] | undefined {
  if (slot.kind === 'token') return [slot.token];
  if (slot.kind !== 'prefix') return undefined;
  const length = Number(/\d+/.exec(slot.prefix)?.[0] ?? 3);
  return Array.from({ length }, (_, i) => `${slot.prefix}${i}`);
}

function ask(query: string) {
  return translate(parseQuery(query, 'words'), termsOf);
}

/** Clauses as the cluster counts them, about. */
function clausesOf(query: unknown): number {
  return (JSON.stringify(query).match(/"(term|terms|match_\w+|span_term|span_gap)":/g) ?? [])
    .length;
}

t.test('phrases, words and a NEAR of them are decided by the cluster', async (t) => {
  const exact = [
    ...['a', 'a*', '"a b c"', '"a ? b"', '"a* ? b"', '"(a|b c) d"', 'g0*', '"a g0*"', 'a b NOT c'],
    ...['a NEAR/5 b', '"a b" BEFORE/0 c*', '(a OR "b c") NEAR/2 (d OR e)', '"a ? b" NEAR/3 c'],
    ...['a OR b OR c', 'a NOT (b OR c NEAR/2 d)', 'a (b OR NOT c)'],
  ];
  for (const query of exact) t.equal(ask(query).isExact, true, query);
});

t.test('others are found by a query that finds more', async (t) => {
  const others = [
    ...['"a ?"', '"? a"', 'a NEAR/5 "b ?"', '(a NEAR/2 b) NEAR/3 c', 'a NEAR/2000 b'],
    ...['a NOT "b ?"', 'a OR "b ?"', '"a g900*"', 'a g900* NEAR/3 b', `"${'(a|b|c) '.repeat(6)}"`],
  ];
  for (const query of others) t.equal(ask(query).isExact, false, query);
  t.match(ask('"a ?"').query, { term: { tokens: 'a' } });
  t.match(ask('a NOT "b ?"').query, { bool: { filter: [{ term: { tokens: 'a' } }] } });
  t.match(ask('a OR c NOT "b ?"').query, { bool: { should: [{}, {}] } }, 'it is not left out');
});

t.test('a query keeps within the clauses of the cluster', async (t) => {
  const list = (text: (i: number) => string, between: string) =>
    Array.from({ length: 480 }, (_, i) => text(i)).join(between);
  const large = [
    list((i) => `"a w${i}"`, ' OR '),
    `a ${list((i) => `NOT "a w${i}"`, ' ')}`.slice(0, 9000).replace(/ NOT "[^"]*$/, ''),
    list((i) => `w${i} x${i}`, ' OR '),
    list((i) => `g3${i}*`, ' '),
    `g800* NEAR/3 b OR "g800* c" OR "d g800*"`,
  ];
  for (const query of large) {
    const { query: made } = ask(query);
    t.ok(clausesOf(made) < 1000, `${clausesOf(made)} clauses of ${query.slice(0, 40)}`);
  }
  t.equal(clausesOf(ask(list((i) => `w${i}`, ' OR ')).query), 1, 'words are one clause');
});

t.test('what stands for no term is never found', async (t) => {
  for (const query of ['g0*', '"a g0*"', 'g0* OR g0*', 'g0* NEAR/2 a', 'a NEAR/2 (g0* OR g0*)']) {
    t.match(JSON.stringify(ask(query).query), /match_none/, query);
  }
  const [phrase] = [parseQuery('"(a|g0* b) c"', 'words')];
  if (phrase?.kind !== 'phrase') throw new Error('a phrase');
  t.same(flattenPhrase(phrase.slots, termsOf), [[['a'], ['c']]]);
});
