import t from 'tap';
import { TermUnion } from '../../../indexer/merge/term-union.ts';

t.test('terms have ids in order of first use, each of them once', async (t) => {
  const union = new TermUnion();
  const words = Array.from({ length: 30_000 }, (_, i) => `w${(i * 7919) % 10_007}`);
  const expected = [...new Set(words)];
  const ids = words.map((word) => union.add(Buffer.from(word)));
  t.equal(union.size, expected.length);
  t.same(
    ids.map((id) => expected[id]),
    words,
  );
  const { bytes, offsets } = union.takeTerms();
  const terms = expected.map((_, i) => {
    return Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString();
  });
  t.same(terms, expected);
});

t.test('a term may be long, or the beginning of another', async (t) => {
  const union = new TermUnion();
  const long = Buffer.alloc(1 << 18, 'x');
  for (const length of [0, 1, 2, 1 << 18]) union.add(long.subarray(0, length));
  t.equal(union.add(long.subarray(0, 2)), 2);
  t.equal(union.add(long), 3);
  t.equal(union.takeTerms().bytes.length, 3 + (1 << 18));
});
