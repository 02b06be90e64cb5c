import t from 'tap';
import { inOrderOfNames } from '../../../splits/pairs/pair-set.ts';

t.test('sets are in the order of their names, a name before those that it begins', async (t) => {
  const names = [
    'complex_NP_island',
    'determiner_noun_agreement_1',
    'determiner_noun_agreement_2',
    'determiner_noun_agreement_10',
    'determiner_noun_agreement_irregular_1',
    'determiner_noun_agreement_with_adj_2',
    'determiner_noun_agreement_with_adjective_1',
    'wh_vs_that_no_gap',
    'wh_vs_that_no_gap_long_distance',
  ];
  const sets = names.map((name) => ({ name }));
  t.strictSame(inOrderOfNames(sets.toReversed()), sets);
  t.strictSame(inOrderOfNames([{ name: 'A' }, { name: 'a' }]).length, 2);
});
