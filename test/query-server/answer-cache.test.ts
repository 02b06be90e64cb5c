import t from 'tap';
import { AnswerCache } from '../../query-server/answer-cache.ts';

t.test('an answer is known until its snapshot is another', async (t) => {
  const cache = new AnswerCache();
  t.equal(cache.get('1-a', '|the'), undefined);
  cache.put('1-a', '|the', 'seven');
  t.equal(cache.get('1-a', '|the'), 'seven');
  t.equal(cache.get('1-a', '20|the'), undefined, 'another question');
  t.equal(cache.get('2-b', '|the'), undefined, 'a newer snapshot');
  t.equal(cache.get('1-a', '|the'), 'seven', 'a look is no change');
  cache.put('2-b', '|of', 'three');
  t.equal(cache.get('2-b', '|the'), undefined);
  t.equal(cache.get('2-b', '|of'), 'three');
});

t.test('what was asked long ago is forgotten, what is asked again is not', async (t) => {
  const cache = new AnswerCache();
  cache.put('s', 'kept', 'k');
  cache.put('s', 'gone', 'g');
  for (let i = 0; i < 40_000; i++) {
    cache.put('s', `question ${i}`, String(i));
    if (i % 1000 === 0) t.equal(cache.get('s', 'kept'), 'k');
  }
  t.equal(cache.get('s', 'gone'), undefined);
  t.equal(cache.get('s', 'question 39999'), '39999');
  t.equal(cache.get('s', 'question 10000'), undefined, 'it does not grow');
});

t.test('a long answer is not kept', async (t) => {
  const cache = new AnswerCache();
  cache.put('s', 'long', 'x'.repeat(3000));
  t.equal(cache.get('s', 'long'), undefined);
});
