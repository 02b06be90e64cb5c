import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { PhraseScan } from '../../exposure/scan-phrases.ts';
import type { Askable } from '../../schemas/askable.ts';
import { Oracle, type OracleRecord } from '../oracle.ts';
import { someSteps } from './some-steps.ts';

const token = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 1, arbitrary: fc.constantFrom("don't", '.', 'É', 'naïve', '漢', '3.14', '😀', 'B') },
);
const text = fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(' '));
const phrase = fc.oneof(
  fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join(' ')),
  fc.constant('nowhere a'),
);

/** Records whose steps rise by up to 3 at a time, some in parts. */
const row = fc.record({ parts: fc.array(text, { minLength: 1, maxLength: 3 }), ahead: fc.nat(3) });
const corpus = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 30 }),
    firstStep: fc.constantFrom(1, 1945),
  })
  .map(({ rows, firstStep }): OracleRecord[] => {
    let step = firstStep;
    return rows.map(({ parts, ahead }, rank) => {
      step += ahead;
      return { text: parts.join(' '), parts, id: rank % 3 === 0 ? `id-${rank}` : null, step };
    });
  });

function scan(records: readonly OracleRecord[], phrases: readonly Askable[], question = {}) {
  const scan = new PhraseScan(phrases, 'words', question);
  for (const [rank, { text, parts = [text], id, step }] of records.entries()) {
    scan.add({ rank, parts, id, step });
  }
  return [...scan.answers()];
}

t.test('a scan answers as the oracle does', (t) => {
  fc.assert(
    fc.property(
      corpus,
      fc.array(phrase, { minLength: 1, maxLength: 15 }),
      fc.array(fc.nat({ max: 70 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 12 }),
      someSteps,
      (records, phrases, at, bins, steps) => {
        const oracle = new Oracle(records);
        const question = { at, bins, records: true };
        assert.deepEqual(scan(records, phrases, question), oracle.answers(phrases, question));
        const named = at.map((step) => ({ name: `step ${step}`, step }));
        const more = { ...question, lastAt: at, recordsAt: at, checkpoints: named };
        const groups = [phrases, [...phrases.slice(0, 2), ...phrases.slice(0, 1)]].map(
          (phrases, i) => ({ name: `group ${i}`, phrases }),
        );
        assert.deepEqual(scan(records, [...phrases, ...groups], more), [
          ...oracle.answers(phrases, more),
          ...groups.map(({ name, phrases }) => oracle.group(name, phrases, more)),
        ]);
        const zoomed = { bins, ...steps(records[0]?.step ?? 1) };
        assert.deepEqual(scan(records, phrases, zoomed), oracle.answers(phrases, zoomed));
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
  t.end();
});

t.test('a phrase without a token is an error in its place', (t) => {
  const records = [{ text: 'a b a', id: null, step: 1 }];
  t.match(scan(records, ['a', ' ', 'A']), [
    { phrase: 'a', count: 2 },
    { phrase: ' ', error: { code: 'phrase_without_token' } },
    { phrase: 'A', tokens: ['a'], count: 2 },
  ]);
  const group = { name: 'letters', phrases: ['a', ' '] };
  t.match(scan(records, [group, 'b']), [
    { ...group, error: { code: 'phrase_without_token', message: /"letters".*" "/ } },
    { phrase: 'b', count: 1 },
  ]);
  t.throws(() => scan(records, ['a'], { contexts: 1 }), { code: 'bad_argument' });
  t.strictSame(scan([], ['a'], { at: [3], bins: 2, records: true }), [
    {
      ...{ phrase: 'a', tokens: ['a'], count: 0, first: null, last: null },
      ...{ at: { 3: 0 }, records: 0, timeline: { edges: [0], count: [] } },
    },
  ]);
  t.end();
});

t.test('steps in which nothing is seen cost nothing, and bins are made one by one', (t) => {
  const phrases = Array.from({ length: 20_000 }, (_, i) => `p${i}`);
  const scan = new PhraseScan([...phrases, 'seen'], 'words', { bins: 5000 });
  const before = process.memoryUsage.rss();
  for (let rank = 0; rank < 200_000; rank++) {
    scan.add({ rank, step: rank + 1, id: null, parts: [rank % 1000 === 0 ? 'seen' : 'other'] });
  }
  let last: unknown;
  for (const answer of scan.answers()) last = answer;
  const grownMiB = (process.memoryUsage.rss() - before) / 2 ** 20;
  t.match(last, { phrase: 'seen', count: 200 });
  // All bins at once would be 800 MB.
  t.ok(grownMiB < 300, `${Math.round(grownMiB)} MiB`);
  t.end();
});

t.test('tokens that no phrase has are forgotten, those of phrases are not', (t) => {
  const phrases = ['the cat', 'cat', 'unseen'];
  const scan = new PhraseScan(phrases, 'words', { bins: 3 });
  const words = 40_000;
  for (let rank = 0; rank < 60; rank++) {
    const other = Array.from({ length: words }, (_, i) => `w${rank * words + i}`).join(' ');
    scan.add({ rank, step: rank + 1, id: null, parts: [`the cat ${other} the cat`] });
  }
  t.match(
    [...scan.answers()],
    [
      { count: 120, timeline: { count: [40, 40, 40] } },
      { count: 120, first: { rank: 0 }, last: { rank: 59, step: 60 } },
      { count: 0 },
    ],
  );
  t.end();
});
