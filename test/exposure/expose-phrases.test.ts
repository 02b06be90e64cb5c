// What decides a split asks only the segments that can change it; the numbers themselves are compared
// with the oracle in answer-phrases.test.ts.

import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { exposePhrases } from '../../exposure/expose-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { buildSmallIndex, temporaryFolder } from '../store/small-index.ts';

t.test('a segment behind the last step that is asked for is not read', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  const ask = (at: number, phrase: string[]) => {
    using snapshot = Snapshot.open(directory);
    const plan = planQuestion(snapshot, { at: [at] });
    return exposePhrases(snapshot, [phrase], { plan, minCount: 1 });
  };
  const whole = ask(3, ['the']);
  t.ok((whole[0]?.counts[0] ?? 0) > 0);
  // Every page of the second segment is damaged, its footer is not.
  const file = openSync(join(directory, 'segments/000002.index'), 'r+');
  for (let page = 1; page < 10; page++) writeSync(file, Buffer.from([1, 2, 3]), 0, 3, page * 4096);
  closeSync(file);
  t.same(ask(3, ['the']), whole);
  t.throws(() => ask(12, ['the']), { code: 'index_damaged' }, 'a later step needs it');
  t.throws(() => ask(3, ['nowhere']), { code: 'index_damaged' }, 'as does its first exposure');
});
