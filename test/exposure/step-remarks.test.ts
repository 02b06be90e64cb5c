import t from 'tap';
import { remarksOnSteps } from '../../exposure/step-remarks.ts';

const years = { firstStep: 1945, lastStep: 2006 };
const messages = (question: Parameters<typeof remarksOnSteps>[0], steps = years) =>
  remarksOnSteps(question, steps).map(({ code, message }) => `${code}: ${message}`);

t.test('steps before the first and after the last are remarked, others are not', async (t) => {
  t.same(messages({}), []);
  t.same(messages({ at: [0, 1945, 2006], fromStep: 1945, toStep: 2006 }), []);
  t.same(messages({ at: [3] }), [
    'step_before_first: The index begins at step 1945, so counts for step 3 are all 0.',
  ]);
  t.same(messages({ at: [1944, 2007, 3000, 2000] }), [
    'step_before_first: The index begins at step 1945, so counts for step 1944 are all 0.',
    'step_after_last: The index ends at step 2006, so counts for steps 2007 and 3000 equal those for step 2006.',
  ]);
  t.same(messages({ fromStep: 1900, toStep: 12_000 }), [
    'timeline_before_first: The index begins at step 1945, so the timeline is 0 before it.',
    'timeline_after_last: The index ends at step 2006, so the timeline is 0 after it.',
  ]);
  t.same(messages({ at: [5], toStep: 5 }, { firstStep: 1, lastStep: 1 }), [
    'step_after_last: The index ends at step 1, so counts for step 5 equal those for step 1.',
    'timeline_after_last: The index ends at step 1, so the timeline is 0 after it.',
  ]);
});

t.test('a sentence names eight steps, four digits without a separator', async (t) => {
  const at = Array.from({ length: 1000 }, (_, i) => 9_998 + i);
  t.same(messages({ at }, { firstStep: 1, lastStep: 9_000 }), [
    'step_after_last: The index ends at step 9000, so counts for steps 9998 and 9999 and 10,000 and 10,001 and 10,002 and 10,003 and 10,004 and 10,005 and 992 more equal those for step 9000.',
  ]);
  t.match(remarksOnSteps({ at: [9] }, { firstStep: 1, lastStep: 8 }, 'corpus'), [
    { message: /^The corpus ends/ },
  ]);
});
