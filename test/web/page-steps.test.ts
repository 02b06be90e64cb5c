// Steps on the page are shown as the command line shows them.

import t from 'tap';
import { formatStep } from '../../web/format-number.js';
import { stepTexts } from '../exposure/step-texts.ts';

t.test('a step is shown with separators, unless it is a year or a date', (t) => {
  for (const [step, text] of stepTexts) t.equal(formatStep(step), text);
  t.end();
});
