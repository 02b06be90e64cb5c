import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Expression, Positioned, Slot } from '../../../search/language/expression.ts';
import { parseQuery } from '../../../search/language/parser.ts';
import { Pace } from '../../../search/records/in-blocks.ts';
import { findOccurrences, matchesRecord } from '../../../search/records/match-record.ts';
import type { OneSlot, RecordText } from '../../../search/records/phrase-occurrences.ts';
import { type NaiveRecord, occurrences, satisfies } from './naive-search.ts';
import { someExpressions } from './some-expressions.ts';

const tokens = ['a', 'b', 'ab', 'nowhere'];
const boundary = 9;

/** Symbols are places in `tokens`, from 1 on. */
function toText(record: NaiveRecord): RecordText {
  const symbols = record.map((token) => (token === null ? boundary : tokens.indexOf(token) + 1));
  const fits = (token: string, slot: OneSlot): boolean => {
    if (slot.kind === 'prefix') return token.startsWith(slot.prefix);
    if (slot.kind === 'pattern') return new RegExp(`^(?:${slot.source})$`, 'u').test(token);
    return slot.kind === 'token' && token === slot.token;
  };
  return {
    symbols,
    boundary,
    symbolsOf: (slot) => {
      if (slot.kind === 'any') return undefined;
      return new Set(tokens.flatMap((token, i) => (fits(token, slot) ? [i + 1] : [])));
    },
    pace: new Pace(),
  };
}

function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

const token = fc.constantFrom('a', 'b', 'ab', 'a', 'b', null);
const records = fc.oneof(
  fc.array(token, { maxLength: 5 }),
  fc.array(token, { minLength: 8, maxLength: 16 }),
);

/** The largest parts of an expression that have places. */
function positionedIn(expression: Expression): Positioned[] {
  if (expression.kind === 'phrase' || expression.kind === 'near') return [expression];
  const parts = expression.kind === 'not' ? [expression.of] : expression.of;
  return parts.flatMap(positionedIn);
}

/** Words and short phrases near each other, often in each other. */
const { near: nears } = fc.letrec<{ near: Positioned; side: Positioned }>((tie) => {
  const word = fc.constantFrom('a', 'b', 'ab');
  const slot = fc.oneof(
    word.map((token): Slot => ({ kind: 'token', token })),
    fc
      .array(fc.array(word, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 2 })
      .map((of): Slot => {
        return {
          kind: 'alternatives',
          of: of.map((some) => some.map((token) => ({ kind: 'token', token }))),
        };
      }),
  );
  const phrase = fc
    .array(slot, { minLength: 1, maxLength: 2 })
    .map((slots): Positioned => ({ kind: 'phrase', slots, start: 0, end: 0 }));
  return {
    side: fc.oneof({ maxDepth: 2 }, phrase, tie('near')),
    near: fc
      .record({
        left: tie('side'),
        right: tie('side'),
        most: fc.nat(4),
        isOrdered: fc.boolean(),
      })
      .map((one): Positioned => ({ kind: 'near', ...one, start: 0, end: 0 })),
  };
});

t.test('records match, and occurrences are, as brute force has it', async (t) => {
  let found = 0;

  fc.assert(
    fc.property(records, fc.oneof(nears, someExpressions(tokens)), (record, expression) => {
      const text = toText(record);
      assert.equal(finish(matchesRecord(expression, text)), satisfies(record, expression));
      for (const part of positionedIn(expression)) {
        const places = finish(findOccurrences(part, text));
        const spans = places.map(({ start, end }) => `${start} ${end}`);
        const expected = new Set(occurrences(record, part).map(([a, b]) => `${a} ${b}`));
        assert.equal(spans.length, new Set(spans).size, 'each once');
        assert.deepEqual(new Set(spans), expected);
        if (part.kind === 'near') found += spans.length;
      }
    }),
    { numRuns: 5000 },
  );
  t.ok(found > 500, `${found} occurrences of NEAR`);
});

function spansOf(query: string, record: string): string[] {
  const [expression] = positionedIn(parseQuery(query, 'words'));
  assert.ok(expression !== undefined);
  const words = record.split(' ').map((word) => (word === '|' ? null : word));
  const spans = finish(findOccurrences(expression, toText(words)));
  return spans.map(({ start, end }) => `${start}-${end}`);
}

t.test('occurrences are as documented', async (t) => {
  t.same(spansOf('"a ? b"', 'a a b b a b'), ['0-3', '1-4']);
  t.same(spansOf('"a ?"', 'a | a b'), ['2-4']);
  t.same(spansOf('a NEAR/1 b', 'a ab b ab ab a'), ['0-3']);
  t.same(spansOf('a NEAR/0 b', 'b a b'), ['0-2', '1-3']);
  t.same(spansOf('a BEFORE/0 b', 'b a b'), ['1-3']);
  t.same(spansOf('a NEAR/5 b', 'a | b'), [], 'no boundary between');
  t.same(spansOf('a NEAR/5 b', 'a a b b'), ['0-3', '1-3', '1-4'], 'the nearest on either side');
  t.same(spansOf('"a a" NEAR/5 a', 'a a'), [], 'they share no token');
  t.same(spansOf('a NEAR/5 a', 'a b a'), ['0-3']);
  t.same(spansOf('a NEAR/5 b NEAR/0 ab', 'a b b ab'), ['0-4'], 'a range that reaches it');
  t.same(spansOf('"(a|a a|a a a)"', 'a a'), ['0-1', '1-2'], 'the shortest ones');
  t.same(spansOf('"(a|a a) b"', 'a a b'), ['0-3', '1-3']);
});

t.test('alternatives and near words of a long record take linear time', async (t) => {
  const sequence = (length: number): Slot[] =>
    new Array<Slot>(length).fill({ kind: 'token', token: 'a' });
  const either: Slot = { kind: 'alternatives', of: [sequence(1), sequence(2), sequence(3)] };
  const offsets = { start: 0, end: 0 };
  const phrase: Positioned = { kind: 'phrase', slots: new Array(150).fill(either), ...offsets };
  const a: Positioned = { kind: 'phrase', slots: sequence(1), ...offsets };
  const text = toText(new Array(20_000).fill('a'));
  const started = process.cpuUsage();
  t.equal(finish(findOccurrences(phrase, text)).length, 20_000 - 149);
  const near: Positioned = {
    kind: 'near',
    left: a,
    right: a,
    most: 1e6,
    isOrdered: false,
    ...offsets,
  };
  t.equal(finish(findOccurrences(near, text)).length, 19_999);
  const { user } = process.cpuUsage(started);
  t.ok(user < 20e6, `${user} us`);
});

/** The words of a book without order, as many as asked for; some are boundaries. */
function book(length: number): NaiveRecord {
  const words = ['a', 'b', 'ab', 'a', 'b'];
  return Array.from({ length }, (_, i) => {
    const place = ((i * 2_654_435_761) >>> 7) % 101;
    return place === 0 ? null : (words[place % 5] as string);
  });
}

/** Sides whose occurrences do not come in order, and have one of the other side near. */
const manyNear = '("(a|b a ab) (b|a b)" OR ab) NEAR/9 ("(ab|a) ?" OR b)';

t.test('a record as long as a book has pauses inside of it', async (t) => {
  const text = toText(book(400_000));
  const expression = parseQuery(manyNear, 'words');
  const walk = matchesRecord(expression, text);
  let longest = 0;
  let pauses = 0;
  for (;;) {
    const { user, system } = process.cpuUsage();
    const { done, value } = walk.next();
    const spent = process.cpuUsage({ user, system });
    longest = Math.max(longest, spent.user + spent.system);
    if (done === true) {
      t.equal(value, true);
      break;
    }
    pauses++;
  }
  // A piece takes a millisecond; some have a collection of garbage in them, by several threads.
  t.ok(longest < 200_000, `${longest} us of processor time without a pause`);
  t.ok(pauses > 1500, `${pauses} pauses`);
});

t.test('many short records, and many parts of one, have pauses between them', async (t) => {
  const text = toText(book(500));
  const expression = parseQuery(manyNear, 'words');
  let pauses = 0;
  for (let i = 0; i < 100; i++) pauses += [...matchesRecord(expression, text)].length;
  t.ok(pauses >= 10, `${pauses} pauses`);
});

t.test('spans of a long record are sorted in runs as in one', async (t) => {
  const text = toText(book(20_000));
  const parse = (query: string): Positioned => {
    const [expression] = positionedIn(parseQuery(query, 'words'));
    assert.ok(expression !== undefined);
    return expression;
  };
  const walk = (expression: Positioned) => finish(findOccurrences(expression, text));
  const nameAll = (spans: readonly { readonly start: number; readonly end: number }[]) =>
    new Set(spans.map(({ start, end }) => `${start} ${end}`));
  const spans = walk(parse(manyNear));
  t.ok(spans.length > 3 * 4096, `${spans.length} spans`);
  const isSorted = spans.every(({ start, end }, i) => {
    const before = spans[i - 1];
    return (
      before === undefined || before.start < start || (before.start === start && before.end < end)
    );
  });
  t.ok(isSorted, 'in order, each once');
  // Those of an OR are those of its sides, taken one by one.
  const sides = ['a NEAR/0 b', 'ab NEAR/0 b', '"(a|b ab) b"'].map(parse);
  const either = walk({ kind: 'or', of: sides, start: 0, end: 0 });
  const alone = nameAll(sides.flatMap(walk));
  t.equal(either.length, alone.size);
  t.equal(nameAll(either).symmetricDifference(alone).size, 0);
});
