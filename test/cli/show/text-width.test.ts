// The fast way to the width of a text gives that of the library.

import fc from 'fast-check';
import stringWidth from 'string-width';
import t from 'tap';
import { textWidth } from '../../../cli/show/terminal-text.ts';

t.test('every character that is taken for narrow is one column wide', async (t) => {
  const characters = [
    ...'·▁▂▃▄▅▆▇█',
    ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  ];
  t.equal(characters.length, 104);
  for (const character of characters) {
    t.equal(stringWidth(character), 1, character);
    t.equal(textWidth(character), 1, character);
  }
});

t.test('any text is as wide as the library says', async (t) => {
  const unit = fc.constantFrom(
    'a',
    ' ',
    '~',
    '·',
    '█',
    '漢',
    'e\u0301',
    '\t',
    '\n',
    '\u001b[1m',
    '😀',
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), (units) => {
      const text = units.join('');
      return textWidth(text) === stringWidth(text);
    }),
    { numRuns: 2000 },
  );
  t.pass('all are the same');
});
