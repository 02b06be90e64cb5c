import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { TokenTrie } from '../../exposure/token-trie.ts';

/** Each place from left to right, and there the sequences from short to long. */
function naiveFind(sequences: readonly number[][], tokens: readonly number[]): number[][] {
  return tokens.flatMap((_, start) =>
    sequences
      .filter((sequence) => sequence.every((token, i) => tokens[start + i] === token))
      .sort((a, b) => a.length - b.length),
  );
}

function find(trie: TokenTrie, sequences: readonly number[][], tokens: readonly number[]) {
  const found: number[] = [];
  // What lies behind the length is no token of the text.
  const array = Uint32Array.from([...tokens, 0, 1, 2]);
  trie.find(array, tokens.length, (sequence) => found.push(sequence));
  return found.map((sequence) => sequences[sequence]);
}

t.test('sequences are found at every place where they stand', (t) => {
  const token = fc.nat({ max: 4 });
  fc.assert(
    fc.property(
      fc.array(fc.array(token, { minLength: 1, maxLength: 5 }), { maxLength: 40 }),
      fc.array(fc.nat({ max: 7 }), { maxLength: 60 }),
      (sequences, tokens) => {
        const trie = new TokenTrie(5);
        const numbers = sequences.map((sequence) => trie.insert(sequence));
        const distinct = [...new Map(sequences.map((s) => [s.join(), s])).values()];
        assert.equal(trie.size, distinct.length);
        assert.deepEqual(
          numbers.map((number) => distinct[number]),
          sequences,
        );
        assert.deepEqual(find(trie, distinct, tokens), naiveFind(distinct, tokens));
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

t.test('a trie of many edges finds each of its sequences', (t) => {
  const trie = new TokenTrie(2 ** 16);
  const sequences = Array.from({ length: 20_000 }, (_, i) => [
    i % 7,
    (i * 7919) % 65_536,
    i % 65_536,
    2 ** 16 - 1 - (i % 100),
  ]);
  for (const [i, sequence] of sequences.entries()) assert.equal(trie.insert(sequence), i);
  for (const [i, sequence] of sequences.entries()) {
    const found: number[] = [];
    trie.find(Uint32Array.from(sequence), 4, (number) => found.push(number));
    assert.deepEqual(found, [i]);
  }
  t.equal(trie.size, 20_000);
  t.end();
});
