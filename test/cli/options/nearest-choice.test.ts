// The nearest word, against the number of edits by a search through all edits.

import fc from 'fast-check';
import t from 'tap';
import { nearestChoice } from '../../../cli/options/nearest-choice.ts';

const formats = ['jsonl', 'json', 'csv', 'tsv', 'text', 'parquet', 'arrow', 'datatrove'];

t.test('the word that is probably meant', async (t) => {
  const cases: [string, string | undefined][] = [
    ['jsnol', 'jsonl'],
    ['JSON', 'json'],
    ['parqet', 'parquet'],
    ['parq', 'parquet'],
    ['dat', 'datatrove'],
    ['cvs', 'csv'],
    ['zip', undefined],
    ['', undefined],
  ];
  for (const [word, expected] of cases) t.equal(nearestChoice(word, formats), expected, word);
  t.equal(nearestChoice('dat', ['date', 'date-time']), 'date');
});

/** All words that one edit makes of a word. */
function* editOnce(word: string, letters: readonly string[]): Generator<string> {
  for (let i = 0; i <= word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)];
    for (const letter of letters) {
      yield before + letter + after;
      if (after !== '') yield before + letter + after.slice(1);
    }
    if (after !== '') yield before + after.slice(1);
    if (after.length > 1) yield before + after[1] + after[0] + after.slice(2);
  }
}

t.test('a word with one fault leads to the choice it was made from', async (t) => {
  const alphabet = ['a', 'd', 'e', 'q', 't', 'x', '-'];
  const arbitrary = fc
    .constantFrom('parquet', 'datatrove', 'date-time', 'megatron')
    .chain((choice) =>
      fc.record({
        choice: fc.constant(choice),
        word: fc.constantFrom(...editOnce(choice, alphabet)),
      }),
    );
  fc.assert(
    fc.property(arbitrary, ({ choice, word }) => {
      return (
        nearestChoice(word, ['arrow', 'parquet', 'datatrove', 'date-time', 'megatron']) === choice
      );
    }),
    { numRuns: 500 },
  );
  t.pass('for 500 of them');
});
