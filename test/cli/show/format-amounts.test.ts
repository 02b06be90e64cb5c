import t from 'tap';
import { formatCount, formatSteps } from '../../../cli/show/format-amounts.ts';
import { formatStep } from '../../../errors/format-step.ts';

t.test('amounts and steps have separators from 10,000 on', async (t) => {
  for (const value of [0, 999, 1351, 9999, 10_000, 1_234_567]) {
    t.equal(formatCount(value), formatStep(value));
  }
  t.equal(formatCount(1351), '1351');
  t.equal(formatCount(10_000), '10,000');
  t.equal(formatCount(-12_345), '-12,345');
  t.equal(formatCount(19_991_231), '19,991,231', 'an amount is not a date');
  t.equal(formatSteps(1351, 1, 1351), '1351 (1 to 1351)');
  t.equal(formatSteps(0, 0, 0), '0');
});
