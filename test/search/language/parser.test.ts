import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import type { Expression } from '../../../search/language/expression.ts';
import { parseQuery } from '../../../search/language/parser.ts';
import { printQuery } from '../../../search/language/printer.ts';
import type { IndexAnalyzer } from '../../../text/index-analyzer.ts';
import { nastyText } from '../../text/nasty-text.ts';
import { malformed } from './malformed.ts';
import { randomExpression } from './random-expressions.ts';

/** An expression without the places of its parts. */
function withoutOffsets(expression: Expression): unknown {
  return JSON.parse(
    JSON.stringify(expression, (key, value) =>
      typeof value === 'number' && (key === 'start' || key === 'end') ? undefined : value,
    ),
  );
}

for (const analyzer of ['words', 'cased', 'ids'] as const) {
  t.test(`random expressions print and parse back, with ${analyzer}`, async (t) => {
    const property = fc.property(randomExpression(analyzer), (expression) => {
      const query = printQuery(expression);
      const parsed = parseQuery(query, analyzer);
      deepStrictEqual(withoutOffsets(parsed), withoutOffsets(expression));
      equal(printQuery(parsed), query);
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
  });
}

t.test('what stands in a query is what the parser says', async (t) => {
  const cases: [query: string, canonical: string][] = [
    ['cat', 'cat'],
    ['Cat DOG', 'cat AND dog'],
    ['cat and dog', 'cat AND and AND dog'],
    ['a OR b c', 'a OR b AND c'],
    ['(a OR b) c', '(a OR b) AND c'],
    ['a NOT b', 'a AND NOT b'],
    ['a NOT(b OR c)', 'a AND NOT (b OR c)'],
    ['(a)OR(b)', 'a OR b'],
    ['(a)(b)', 'a AND b'],
    ['((a AND b)) AND c', '(a AND b) AND c'],
    ['a AND NOT NOT b', 'a AND NOT NOT b'],
    ['a NEAR/5 b NEAR/2 c', 'a NEAR/5 b NEAR/2 c'],
    ['a NEAR/5 (b BEFORE/2 c)', 'a NEAR/5 (b BEFORE/2 c)'],
    ['a b NEAR/5 c OR d', 'a AND b NEAR/5 c OR d'],
    ['(a OR b) NEAR/0 "c d"', '(a OR b) NEAR/0 "c d"'],
    ['well-known', '"well - known"'],
    ["don't", "don't"],
    ['"The  Soviet\nUnion"', '"the soviet union"'],
    ['“the cat„ ＂a b‟', '"the cat" AND "a b"'],
    ['"the ? of"', '"the ? of"'],
    ['"(this|these) sketch"', '"(this|these) sketch"'],
    ['"( this | these one )"', '"(this|these one)"'],
    ['"(a (b|c)|?) d"', '"(a (b|c)|?) d"'],
    ['"(cat|dog)"', '"(cat|dog)"'],
    ['gramma*', 'gramma*'],
    ['"the gramma* of"', '"the gramma* of"'],
    ['well-kno*', '"well - kno*"'],
    ['color~1 "a colour~2"', 'color~1 AND "a colour~2"'],
    ['/colou?r/', '/colou?r/'],
    ['"a /[/"]+/ b"', '"a /[/"]+/ b"'],
    ['/a\\/b/', '/a\\/b/'],
    ['and/or', '"and \\/ or"'],
    ['"km/h"', '"km \\/ h"'],
    ['"he \\/ she"', '"he \\/ she"'],
    ['what\\?', '"what \\?"'],
    ['"what \\?"', '"what \\?"'],
    ['f\\(x\\)', '"f \\( x \\)"'],
    ['\\-dog', '"- dog"'],
    ['"AND"', 'and'],
    ['"\\“"', '"\\""'],
    ['c++', '"c + +"'],
    ['\ufeffcat\u200f', 'cat'],
    ['"cat"\u200f "dog"', 'cat AND dog'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ*', '"(οδοσ*|οδος*)"'],
    ['10\u202f000', '"10\u202f000"'],
    ['学習', '"学 習"'],
  ];
  for (const [query, canonical] of cases) {
    const expression = parseQuery(query, 'words');
    t.equal(printQuery(expression), canonical, query);
    t.strictSame(withoutOffsets(parseQuery(canonical, 'words')), withoutOffsets(expression));
  }
});

t.test('the analyzers cased and ids have tokens of their own', async (t) => {
  t.equal(printQuery(parseQuery('The "AND" ΟΔΟΣ*', 'cased')), 'The AND "AND" AND ΟΔΟΣ*');
  t.equal(printQuery(parseQuery('464 "007 (1|2 3) ? 0"', 'ids')), '464 AND "7 (1|2 3) ? 0"');
});

t.test('parts of an expression have their places in the query', async (t) => {
  const query = ' a  "b c" NEAR/5 (d OR e)  NOT f';
  const places: string[] = [];
  const visit = (one: Expression): void => {
    places.push(query.slice(one.start, one.end));
    if (one.kind === 'near') [one.left, one.right].forEach(visit);
    if (one.kind === 'and' || one.kind === 'or') one.of.forEach(visit);
    if (one.kind === 'not') visit(one.of);
  };
  visit(parseQuery(query, 'words'));
  t.strictSame(places, [
    query.slice(1),
    'a',
    '"b c" NEAR/5 (d OR e',
    '"b c"',
    'd OR e',
    'd',
    'e',
    'NOT f',
    'f',
  ]);
});

function errorOf(query: string, analyzer: IndexAnalyzer): IndexError | undefined {
  try {
    parseQuery(query, analyzer);
  } catch (error) {
    if (error instanceof IndexError) return error;
    throw error;
  }
  return undefined;
}

t.test('malformed queries have an error with their place', async (t) => {
  t.ok(malformed.length >= 100, `${malformed.length} queries`);
  t.equal(new Set(malformed.map(([query]) => query)).size, malformed.length, 'all differ');
  for (const [query, offset, pattern, analyzer = 'words'] of malformed) {
    const error = errorOf(query, analyzer);
    const label = JSON.stringify(query.slice(0, 60));
    t.equal(error?.code, 'bad_query', label);
    t.equal(error?.details['offset'], offset, label);
    t.match(error?.message, pattern, label);
  }
});

t.test('any text is an expression or has an error with a place in it', async (t) => {
  const signs = fc.constantFrom(
    '"',
    '(',
    ')',
    '|',
    '?',
    '*',
    '~',
    '~1',
    '/',
    '\\',
    ' ',
    ' AND ',
    ' OR ',
    'NOT ',
    ' NEAR/3 ',
    'a',
    'b ',
    ' c ',
    'of ',
  );
  const text = fc.array(fc.oneof({ weight: 5, arbitrary: signs }, nastyText()), { maxLength: 12 });
  let parsed = 0;
  const property = fc.property(
    text,
    fc.constantFrom('words', 'cased', 'ids'),
    (parts, analyzer) => {
      const query = parts.join('').replaceAll('İ', 'I');
      const error = errorOf(query, analyzer);
      if (error === undefined) {
        parsed++;
        const expression = parseQuery(query, analyzer);
        const canonical = printQuery(expression);
        deepStrictEqual(
          withoutOffsets(parseQuery(canonical, analyzer)),
          withoutOffsets(expression),
        );
        return;
      }
      const { offset } = error.details;
      equal(error.code, 'bad_query');
      ok(typeof offset === 'number' && offset >= 0 && offset <= query.length, `${offset}`);
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 3000 }));
  t.ok(parsed > 60, `${parsed} could be parsed`);
});

t.test('the longest queries take time that is linear in them', async (t) => {
  const started = performance.now();
  for (const part of [
    '"',
    '(',
    ')',
    'a ',
    'NOT ',
    '(a|',
    '"a" ',
    'a NEAR/3 ',
    '\\"',
    '~',
    '/',
    '[',
    '(a OR ',
  ]) {
    for (const head of ['', '"', '(', 'a ', '/']) {
      const query = (head + part.repeat(10_000)).slice(0, 10_000);
      const error = errorOf(query, 'words');
      ok(error === undefined || error.code === 'bad_query');
    }
  }
  t.ok(performance.now() - started < 5000, 'all of them within seconds');
});
