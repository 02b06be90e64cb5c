// Plans of several questions are asked together as each alone, and records are walked as their lines say.

import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { IndexError } from '../../../errors.ts';
import { answerPhrase } from '../../../exposure/answer-phrases.ts';
import { planQuestion } from '../../../exposure/plan-question.ts';
import { findRecords } from '../../../library/questions/found-records.ts';
import { type FullQuestion, readQuestion } from '../../../library/questions/full-question.ts';
import { PhrasePlan } from '../../../library/questions/phrase-plan.ts';
import { findRecordsHaving } from '../../../library/questions/records-having.ts';
import { OpenSnapshot, snapshotOf } from '../../../library/snapshots/open-snapshot.ts';
import { buildSmallIndex, phrases, temporaryFolder } from '../../store/small-index.ts';

async function open(t: Test): Promise<OpenSnapshot> {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const snapshot = OpenSnapshot.open(directory);
  t.teardown(() => snapshot.close());
  return snapshot;
}

t.test('questions asked together have the answers of the engine, each its own', async (t) => {
  const opened = await open(t);
  const snapshot = snapshotOf(opened);
  const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 3 });
  const question = fc.record<FullQuestion>(
    { at: steps, lastAt: steps, timeline: fc.integer({ min: 1, max: 9 }), records: fc.boolean() },
    { requiredKeys: [] },
  );
  const phrase = fc.constantFrom(...phrases, ' ', 'nowhere');
  fc.assert(
    fc.property(fc.array(fc.tuple(phrase, question), { maxLength: 12 }), (asked) => {
      const each = asked.map(([phrase, question]) => {
        return { phrase, plan: new PhrasePlan(opened, question) };
      });
      const answers = PhrasePlan.answerEach(each);
      if (answers.length !== asked.length) return false;
      return asked.every(([phrase, question], i) => {
        const answer = answers[i];
        if (phrase === ' ') {
          return answer instanceof IndexError && answer.code === 'phrase_without_token';
        }
        const plan = planQuestion(snapshot, readQuestion(question));
        return JSON.stringify(answer) === JSON.stringify(answerPhrase(snapshot, plan, phrase));
      });
    }),
    { numRuns: 60 },
  );
});

t.test('records are walked as their lines say, with texts and without', async (t) => {
  const opened = await open(t);
  const all = { unit: 'rank', start: 0, end: opened.records } as const;
  for (const withText of [true, false]) {
    for (const find of [
      () => findRecords(opened, all, withText),
      () => findRecordsHaving(opened, { query: 'the' }, withText),
    ]) {
      const lines = Buffer.concat([
        ...find()
          .lines()
          .filter((chunk) => chunk !== undefined),
      ])
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const walked = [...find().walk()].map(({ parts, ...place }) => {
        if (parts === undefined) return place;
        return { ...place, ...(parts.length === 1 ? { text: parts[0] } : { parts }) };
      });
      t.ok(walked.length > 5);
      t.same(walked, lines);
    }
  }
  t.equal(findRecords(opened, all, true).count, opened.records);
  t.equal(findRecordsHaving(opened, { query: 'the' }, true).count, undefined);
});

t.test('a borrowed snapshot answers on after it was closed, until it is given back', async (t) => {
  const opened = await open(t);
  const plan = new PhrasePlan(opened, {});
  const expected = plan.answer('the');
  const borrowed = opened.borrow();
  opened.close();
  opened.close();
  t.ok(opened.isOpen);
  t.same(new PhrasePlan(borrowed.snapshot, {}).answer('the'), expected);
  borrowed[Symbol.dispose]();
  borrowed[Symbol.dispose]();
  t.notOk(opened.isOpen);
});
