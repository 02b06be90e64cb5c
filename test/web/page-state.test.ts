// The page's URL fragment and its state are two forms of one thing.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { decodeSteps } from '../../web/splits/split-question.js';
import {
  binChoices,
  decodeState,
  defaultState,
  encodeState,
  listPhrases,
  policies,
  views,
} from '../../web/view-state.js';

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((s) => s.toWellFormed());
const state = fc.record({
  view: fc.constantFrom(...views),
  phrases: fc.array(text, { maxLength: 4 }),
  pair: fc.option(fc.record({ good: text, bad: text }), { nil: null }),
  bins: fc.constantFrom(...binChoices),
  steps: fc.option(
    fc
      .record({ from: fc.integer({ min: 1, max: 1e9 }), more: fc.nat({ max: 1e9 }) })
      .map(({ from, more }) => ({ from, to: from + more })),
    { nil: null },
  ),
  y: fc.constantFrom('cumulative' as const, 'bin' as const),
  scale: fc.constantFrom('linear' as const, 'log' as const),
  x: fc.constantFrom('step' as const, 'token' as const),
  show: fc.constantFrom('chart' as const, 'table' as const),
  by: fc.constantFrom('phrase' as const, 'facet' as const),
  bin: fc.option(fc.integer({ min: 1, max: 400 }), { nil: null }),
  query: fc.oneof(fc.constant(''), text),
  text: fc.oneof(fc.constant(''), text),
  span: fc.option(fc.integer({ min: 1, max: 400 }), { nil: null }),
  step: fc.option(fc.nat({ max: 1e12 }), { nil: null }),
  watch: fc.option(text, { nil: null }),
  policy: fc.constantFrom(...policies),
  at: fc.array(fc.integer({ min: 1, max: 1e12 }), { maxLength: 3 }),
  minCount: fc.integer({ min: 1, max: 100 }),
  columns: fc.option(
    fc.record({
      hold: fc.constantFrom('sentence' as const, 'phrase' as const),
      good: text,
      bad: text,
    }),
    { nil: null },
  ),
  set: fc.option(text, { nil: null }),
  seed: fc.option(text, { nil: null }),
  threshold: fc.integer({ min: 50, max: 99 }),
  test: fc.constantFrom(...(['groups', 'examples', 'frequency', 'frequency_groups'] as const)),
  filters: fc.constantFrom('on' as const, 'off' as const),
  steps_axis: fc.constantFrom('linear' as const, 'log' as const),
  permutations: fc.integer({ min: 1, max: 1_000_000 }),
});

t.test('every state comes back from its fragment', async () => {
  fc.assert(
    fc.property(state, (state) => {
      assert.deepEqual(decodeState(`#${encodeState(state)}`), structuredClone(state));
    }),
    { numRuns: 500 },
  );
});

t.test('the default state has an empty fragment, and the other way round', async (t) => {
  t.equal(encodeState(defaultState), '');
  t.same(decodeState(''), defaultState);
  t.same(decodeState('#'), defaultState);
});

t.test('what a fragment names wrongly is default, never an error', async (t) => {
  const wrong =
    '#view=x&bins=7&y=&scale=LOG&x=words&show=none&by=x&bin=0&bin=-1&step=-1&span=0&policy=most&at=1.5';
  t.same(decodeState(wrong), defaultState);
  for (const steps of [
    'from_step=3',
    'to_step=3',
    'from_step=4&to_step=3',
    'from_step=0&to_step=3',
  ]) {
    t.same(decodeState(steps), defaultState, steps);
  }
  t.same(decodeState('%E0%A4%A&&&==&phrase').phrases, []);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      decodeState(text);
    }),
  );
});

t.test('steps of splits are one or several, as the API has them', async (t) => {
  t.same(decodeState('#at=20').at, [20]);
  t.same(decodeState('#at=100,700').at, [100, 700]);
  t.same(decodeState('#at=100%2C700').at, [100, 700]);
  t.same(decodeState('#at=100,x').at, [], 'a list is taken whole or not');
  t.same(decodeSteps(' 700, 100,100 '), [100, 700]);
  t.same(decodeSteps(''), []);
  for (const wrong of ['soon', '1,000', '0', '5,', '1.5', '-1'])
    t.equal(decodeSteps(wrong), null, wrong);
});

t.test('a pair is asked in place of phrases', async (t) => {
  t.same(listPhrases(decodeState('#phrase=a&phrase=b')), ['a', 'b']);
  t.same(listPhrases(decodeState('#phrase=a&good=b&bad=c')), ['b', 'c']);
  t.same(decodeState('?phrase=this+sketch').phrases, ['this sketch'], 'a query does as well');
});
