import t from 'tap';
import { findHeadNoun, standsAt } from '../../../splits/phrases/noun-phrase.ts';

function headOf(phrase: string, position = 0): string | undefined {
  const words = phrase.split(' ');
  const range = findHeadNoun(words, position);
  return range && words.slice(range.start, range.end).join(' ');
}

t.test('the head noun follows determiners, quantifiers and possessors', (t) => {
  const heads: [phrase: string, head: string][] = [
    ['paula references robert', 'paula'],
    ['some grandmother of the cashier', 'grandmother'],
    ['a lot of senators left', 'senators'],
    ['fewer than three paintings', 'paintings'],
    ['that that organization', 'organization'],
    ["bill's sister", 'sister'],
    ["most boys' friends", 'friends'],
    ["a lot of drivers' teacher", 'teacher'],
    ["every senator's friends' doctor", 'doctor'],
    ['winston churchill left', 'winston churchill'],
    ['the newspaper articles about art', 'newspaper articles'],
    ["nancy's best friend should", 'best friend'],
    ["the high school's teachers", 'teachers'],
    ["anne's piano teachers", 'piano teachers'],
    ['ice melts', 'ice'],
    ['high hills', 'high'],
  ];
  for (const [phrase, head] of heads) t.equal(headOf(phrase), head, phrase);
  t.end();
});

t.test('the noun phrase may start at any word, and may have no noun', (t) => {
  t.equal(headOf('lori shut a lot of mouths', 2), 'mouths');
  t.equal(headOf('a lot of', 0), undefined);
  t.equal(headOf("the boys'", 0), undefined);
  t.equal(headOf('paula', 1), undefined, 'past the end');
  t.end();
});

t.test('an entry stands where all its words do', (t) => {
  const words = ['a', 'lot', 'of', 'ice'];
  t.equal(standsAt(words, 0, ['a', 'lot', 'of']), true);
  t.equal(standsAt(words, 1, ['a']), false);
  t.equal(standsAt(words, 3, ['ice', 'cream']), false, 'cut off by the end');
  t.end();
});
