import t from 'tap';
import { formatStep } from '../../errors/format-step.ts';
import { stepTexts } from '../exposure/step-texts.ts';

t.test('a step is shown with separators, unless it is a year or a date', (t) => {
  for (const [step, text] of stepTexts) t.equal(formatStep(step), text);
  t.end();
});
