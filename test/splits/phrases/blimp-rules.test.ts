import t from 'tap';
import { blimpRules, type RuleClass } from '../../../splits/phrases/blimp-rules.ts';

t.test('there is a rule for each of the 67 paradigms, in three classes', (t) => {
  const rules = Object.values(blimpRules);
  const count = (name: RuleClass) => rules.filter((rule) => rule.class === name).length;
  t.equal(rules.length, 67);
  t.equal(count('short'), 16);
  t.equal(count('rare'), 23);
  t.equal(count('sentence'), 28, 'as many as the method leaves to the sentence edges');
  t.end();
});

t.test('the rules are plain data', (t) => {
  t.strictSame(JSON.parse(JSON.stringify(blimpRules)), blimpRules);
  t.end();
});
