// The tests of a lag, by name. Apart from their code, so that a browser can load who names them.

/**
 * How examples are re-assigned: one by one, as in the paper; by groups that share a pair of phrases;
 * and both within ranges of the frequency of the rarest word.
 */
export type TestName = 'examples' | 'groups' | 'frequency' | 'frequency_groups';
export const testNames: readonly TestName[] = [
  'examples',
  'groups',
  'frequency',
  'frequency_groups',
];
