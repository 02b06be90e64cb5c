import t from 'tap';
import { AnswerCache } from '../../../library/questions/answer-cache.ts';

/** An answer that is made a second time. */
function putAgain(cache: AnswerCache, snapshot: string, question: string, text: string): void {
  cache.put(snapshot, question, text);
  cache.put(snapshot, question, text);
}

t.test('an answer is known from the second time on, until its snapshot is another', async (t) => {
  const cache = new AnswerCache();
  t.equal(cache.get('1-a', '|the'), undefined);
  cache.put('1-a', '|the', 'seven');
  t.equal(cache.get('1-a', '|the'), undefined, 'what is asked once is not kept');
  cache.put('1-a', '|the', 'seven');
  t.equal(cache.get('1-a', '|the'), 'seven');
  t.equal(cache.get('1-a', '20|the'), undefined, 'another question');
  t.equal(cache.get('2-b', '|the'), undefined, 'a newer snapshot');
  t.equal(cache.get('1-a', '|the'), 'seven', 'a look is no change');
  putAgain(cache, '2-b', '|of', 'three');
  t.equal(cache.get('2-b', '|the'), undefined);
  t.equal(cache.get('2-b', '|of'), 'three');
  cache.put('2-b', '|the', 'eight');
  t.equal(cache.get('2-b', '|the'), undefined, 'it was asked of another snapshot only');
});

t.test('what was asked long ago is forgotten, what is asked again is not', async (t) => {
  const cache = new AnswerCache();
  putAgain(cache, 's', 'kept', 'k');
  putAgain(cache, 's', 'gone', 'g');
  for (let i = 0; i < 40_000; i++) {
    putAgain(cache, 's', `question ${i}`, String(i));
    if (i % 1000 === 0) t.equal(cache.get('s', 'kept'), 'k');
  }
  t.equal(cache.get('s', 'gone'), undefined);
  t.equal(cache.get('s', 'question 39999'), '39999');
  t.equal(cache.get('s', 'question 10000'), undefined, 'it does not grow');
});

t.test('questions of which none comes twice are not kept, however many', async (t) => {
  const cache = new AnswerCache();
  let kept = 0;
  for (let i = 0; i < 400_000; i++) {
    cache.put('s', `question ${i}`, String(i));
    if (cache.get('s', `question ${i}`) !== undefined) kept++;
  }
  // A question that shares its bit with an earlier one is taken for it: at most one in eight.
  t.ok(kept < 50_000, `${kept} of 400,000 kept`);
  putAgain(cache, 's', 'asked now', 'n');
  t.equal(cache.get('s', 'asked now'), 'n', 'and the next is');
});

t.test('a long answer is not kept', async (t) => {
  const cache = new AnswerCache();
  putAgain(cache, 's', 'long', 'x'.repeat(3000));
  t.equal(cache.get('s', 'long'), undefined);
});
