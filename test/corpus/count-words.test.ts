// Words as a unit of length, against splitting the text.

import fc from 'fast-check';
import t from 'tap';
import { countWords, splitParts } from '../../corpus/count-words.ts';

const parts = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\u2003'), minLength: 1 }),
);

t.test('words are runs without white space, a boundary ending one', (t) => {
  fc.assert(
    fc.property(parts, fc.nat(6), (given, most) => {
      const text = given.join('');
      const boundaries = given.slice(0, -1).map((_, i) => given.slice(0, i + 1).join('').length);
      const record = { text, boundaries };
      t.same(splitParts(record).join(''), text);
      const words = given.flatMap((part) => part.split(/\s+/u).filter((word) => word !== ''));
      t.same(countWords(record), { words: words.length, end: text.length });
      const cut = countWords(record, most);
      t.equal(cut.words, Math.min(most, words.length));
      const isCut = words.length > most;
      const letters = words.slice(0, most).join('');
      t.equal(text.slice(0, cut.end).replace(/\s+/gu, ''), isCut ? letters : words.join(''));
      t.ok(isCut ? !/\s$/u.test(text.slice(0, cut.end)) : cut.end === text.length);
    }),
  );
  t.end();
});
