import fc from 'fast-check';
import t from 'tap';
import { findDifference } from '../../../splits/phrases/difference.ts';
import { listWords } from '../../../splits/phrases/words.ts';

t.test('words are runs without white space, lower-cased, without .?!, at their ends', (t) => {
  t.strictSame(listWords("Who hasn't Ann known?"), ['who', "hasn't", 'ann', 'known']);
  t.strictSame(listWords(' Yes,  the\tU.S. ex-wife\u00a0left...!\n'), [
    ...['yes', 'the', 'u.s', 'ex-wife', 'left'],
  ]);
  t.strictSame(listWords("the boys' 3.14"), ['the', "boys'", '3.14']);
  t.strictSame(listWords(' ... ?! , '), [], 'punctuation alone is no word');
  t.strictSame(listWords(''), []);
  t.end();
});

t.test('punctuation around words is stripped, by Unicode category', async (t) => {
  const cases: [sentence: string, words: string[]][] = [
    ['He left…', ['he', 'left']],
    ['मैं घर जाता हूँ।', ['मैं', 'घर', 'जाता', 'हूँ']],
    ['كيف حالك؟', ['كيف', 'حالك']],
    ['Τι κάνεις\u037e', ['τι', 'κάνεις']],
    ['我累了。', ['我累了']],
    ['“He left.”', ['he', 'left']],
    ['(He left.)', ['he', 'left']],
    ['«Il est parti !»', ['il', 'est', 'parti']],
    ['¿Quién? ¡Tú!', ['quién', 'tú']],
    ['— Bonjour — dit-elle.', ['bonjour', 'dit-elle']],
    ['He said: "go" [twice];', ['he', 'said', 'go', 'twice']],
    ['「雨だ」 （本当）', ['雨だ', '本当']],
    ['𞥞𞤢𞥞 left', ['𞤢', 'left']],
  ];
  for (const [sentence, words] of cases) t.strictSame(listWords(sentence), words, sentence);
});

t.test('signs and apostrophes that belong to a word stay', async (t) => {
  const cases: [sentence: string, words: string[]][] = [
    ["The boys' dog hasn't 'em.", ['the', "boys'", 'dog', "hasn't", "'em"]],
    ['The boys’ dog.', ['the', 'boys’', 'dog']],
    ["'Tis rock 'n' roll of the '90s", ["'tis", 'rock', "'n'", 'roll', 'of', 'the', "'90s"]],
    ["'The boys' dog barks.'", ['the', "boys'", 'dog', 'barks']],
    ['‘The boys’ dogs’ bark', ['the', 'boys’', 'dogs', 'bark']],
    ["'Never' is 'one word' here", ['never', 'is', 'one', 'word', 'here']],
    ['5% of $3, C# and pre- or -ed', ['5%', 'of', '$3', 'c#', 'and', 'pre-', 'or', '-ed']],
  ];
  for (const [sentence, words] of cases) t.strictSame(listWords(sentence), words, sentence);
});

t.test('the difference is what the longest common beginning and end leave', (t) => {
  const difference = (good: string, bad: string) => findDifference(listWords(good), listWords(bad));
  t.strictSame(
    difference('Paula references Robert.', 'Paula reference Robert.'),
    { good: { start: 1, end: 2 }, bad: { start: 1, end: 2 } },
    'one word for one',
  );
  t.strictSame(
    difference('It turns out to rain', 'It fails to rain'),
    { good: { start: 1, end: 3 }, bad: { start: 1, end: 2 } },
    'two words for one',
  );
  t.strictSame(
    difference('we talk to them', 'We talk them'),
    { good: { start: 2, end: 3 }, bad: { start: 2, end: 2 } },
    'a word put in',
  );
  t.strictSame(
    difference('that that bird', 'that bird'),
    { good: { start: 1, end: 2 }, bad: { start: 1, end: 1 } },
    'a word said twice counts for the beginning, and not for the end again',
  );
  t.strictSame(
    difference('The dog.', 'the dog!'),
    { good: { start: 2, end: 2 }, bad: { start: 2, end: 2 } },
    'capitals and final punctuation are no difference',
  );
  t.strictSame(
    difference('', 'the dog'),
    { good: { start: 0, end: 0 }, bad: { start: 0, end: 2 } },
    'against no words',
  );
  t.end();
});

t.test('beginning, difference and end rebuild both sentences and never overlap', (t) => {
  const sentences = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
  fc.assert(
    fc.property(sentences, sentences, (a, b) => {
      const { good, bad } = findDifference(a, b);
      const beginning = a.slice(0, good.start);
      const end = a.slice(good.end);
      const rebuiltGood = [...beginning, ...a.slice(good.start, good.end), ...end];
      const rebuiltBad = [...beginning, ...b.slice(bad.start, bad.end), ...end];
      const inGood = a.slice(good.start, good.end);
      const inBad = b.slice(bad.start, bad.end);
      return (
        good.start === bad.start &&
        good.start <= good.end &&
        bad.start <= bad.end &&
        rebuiltGood.join() === a.join() &&
        rebuiltBad.join() === b.join() &&
        // longest: neither the first nor the last word of the difference is shared
        (inGood.length === 0 || inBad.length === 0 || inGood[0] !== inBad[0]) &&
        (inGood.length === 0 || inBad.length === 0 || inGood.at(-1) !== inBad.at(-1))
      );
    }),
    { numRuns: 2000 },
  );
  t.pass('2,000 pairs of sentences');
  t.end();
});
