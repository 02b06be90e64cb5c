// Answers written as bytes are those that JSON.stringify makes.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { writeAnswers } from '../../../library/rows/write-answers.ts';
import type { Answer, Answered } from '../../../schemas/answer.ts';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '"', '\\', '\n', '\u007f', 'é', '漢', '😀', '\ud800', 'x'.repeat(3000)),
);
const number = fc.oneof(
  fc.nat({ max: 12 }),
  fc.constantFrom(9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1),
  fc.maxSafeNat(),
);
const seen = fc.record({ step: number, rank: number, id: fc.option(text, { nil: null }) });
const plain = fc
  .record({
    phrase: text,
    tokens: fc.array(text, { maxLength: 5 }),
    count: number,
    first: fc.option(seen, { nil: null }),
    last: fc.option(seen, { nil: null }),
    isOne: fc.boolean(),
  })
  .map(({ isOne, ...answer }): Answer => (isOne ? { ...answer, last: answer.first } : answer));
const context = {
  ...{ before: 'a', match: '"b"', after: '', truncated: { before: true, after: false } },
  ...{ step: 1, rank: 2, id: null, source: 'c.jsonl', line: 3 },
};
const more = fc.record(
  {
    at: fc.dictionary(fc.nat().map(String), number, { maxKeys: 3 }),
    checkpoints: fc.dictionary(text, fc.record({ step: number, count: number }), { maxKeys: 2 }),
    last_at: fc.dictionary(fc.nat().map(String), fc.option(seen, { nil: null }), { maxKeys: 2 }),
    records: number,
    records_at: fc.dictionary(fc.nat().map(String), number, { maxKeys: 3 }),
    timeline: fc.record({ edges: fc.array(number), count: fc.array(number) }),
    contexts: fc.array(fc.constant(context), { maxLength: 2 }),
    variants: fc.array(plain, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const answer = fc.oneof(
  plain,
  fc.tuple(plain, more).map(([answer, rest]): Answer => ({ ...answer, ...rest })),
  plain.map(({ phrase, tokens, ...rest }): Answered => {
    return { name: phrase, phrases: tokens, ...rest };
  }),
  fc.record({ phrase: text, error: fc.record({ code: text, message: text }) }),
);

function check(answers: readonly Answered[]): void {
  const expected = answers.map((one) => `${JSON.stringify(one)}\n`).join('');
  assert.equal(Buffer.from(writeAnswers(answers)).toString(), expected);
}

t.test('the bytes of JSON.stringify, whatever the answers hold', async (t) => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 8 }), (answers) => check(answers)),
    { numRuns: 2000 },
  );
  check([]);
  t.pass('all are the same');
});

t.test('answers of many lengths, one after the other', async (t) => {
  const lengths = Array.from({ length: 1200 }, (_, length) => length);
  const first = { step: 1, rank: 0, id: 'a' };
  check(
    lengths.map((length) => {
      const phrase = 'b'.repeat(length);
      return { phrase, tokens: [phrase], count: length, first, last: first };
    }),
  );
  check(
    lengths.map((length) => {
      const last = { step: 2, rank: 9, id: 'é'.repeat(length) };
      return { phrase: 'b', tokens: ['b'], count: 2, first: last, last };
    }),
  );
  t.pass('all are the same');
});
