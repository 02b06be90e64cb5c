import t from 'tap';
import { sentence } from '../../errors/sentence.ts';

t.test('a message has where, expected, found and what to do, in this order', async (t) => {
  const parts = { where: 'a.txt:3', expected: 'a step', found: '"x"', solve: 'Fix the line.' };
  t.equal(sentence(parts), 'a.txt:3: expected a step; found "x". Fix the line.');
  t.equal(
    sentence({ where: 'a.txt:3', expected: 'a step', found: '"x"' }),
    'a.txt:3: expected a step; found "x".',
  );
  t.equal(
    sentence({ where: 'cannot read a.txt', found: 'it is a folder' }),
    'cannot read a.txt: it is a folder.',
  );
});
