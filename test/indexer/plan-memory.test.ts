// Sizes within a budget, and what a tokenizer takes of it.

import t from 'tap';
import { isFull, planMemory } from '../../indexer/plan-memory.ts';

const mebibyte = 2 ** 20;

t.test('a tokenizer takes memory of every worker', (t) => {
  const without = planMemory(1024 * mebibyte, 2);
  const withOne = planMemory(1024 * mebibyte, 2, 2 * mebibyte);
  t.equal(without.workers, 2);
  t.equal(withOne.workers, 2);
  const taken = (without.segmentSymbols - withOne.segmentSymbols) * (2 * 18 + 4);
  t.ok(Math.abs(taken - 2 * (16 + 2 * 16) * mebibyte) < 100, `${taken} bytes`);
  t.equal(planMemory(1024 * mebibyte, 2, 20 * mebibyte).workers, 1, 'fewer workers fit');
  t.end();
});

t.test('too little memory is an error that says how much is needed', (t) => {
  t.throws(() => planMemory(425 * mebibyte, 2), { code: 'bad_argument', message: /426M/ });
  t.doesNotThrow(() => planMemory(426 * mebibyte, 2));
  t.throws(() => planMemory(426 * mebibyte, 2, mebibyte), {
    code: 'bad_argument',
    message: /with this tokenizer: expected at least --memory 458M/,
  });
  t.doesNotThrow(() => planMemory(458 * mebibyte, 2, mebibyte));
  t.end();
});

t.test('facets fill a segment as terms do: many, or long', (t) => {
  const limits = { segmentSymbols: 1 << 24, segmentBytes: 100 * mebibyte };
  const empty = {
    ...{ symbols: 0, records: 0, terms: 0, termUnits: 0, idBytes: 0, steps: 0 },
    ...{ facets: 0, facetUnits: 0, words: 0, modelTokens: 0 },
  };
  t.notOk(isFull(empty, 1000, limits));
  t.notOk(isFull({ ...empty, facets: 100_000, facetUnits: 1_000_000 }, 1000, limits));
  t.ok(isFull({ ...empty, facets: 1_000_000 }, 1000, limits));
  t.ok(isFull({ ...empty, facetUnits: 20_000_000 }, 1000, limits));
  t.end();
});
