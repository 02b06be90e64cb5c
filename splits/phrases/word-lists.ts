// The closed word lists that the rules for BLiMP look for, each with the reason it is there.
//
// BLiMP's sentences are generated from a vocabulary of some 3,000 words, so short lists are enough;
// they make no claim about other English. An entry of several words stands for them in a row.

/** Agree with their noun in number: determiner_noun_agreement. */
export const demonstratives: readonly string[] = ['this', 'that', 'these', 'those'];

/** Before a passive participle: passive_1, passive_2. */
export const beForms: readonly string[] = [
  ...['is', 'are', 'was', 'were', 'be', 'been', 'being'],
  ...["isn't", "aren't", "wasn't", "weren't"],
];

/** Bound by an antecedent: anaphor_*, principle_A_*. */
export const reflexives: readonly string[] = [
  ...['himself', 'herself', 'itself', 'themselves'],
  ...['myself', 'ourselves', 'yourself', 'yourselves'],
];

/** Take the clause whose subject is the nearer antecedent: principle_A_domain_1 to _3. */
export const speechVerbs: readonly string[] = [
  ...['explain', 'explains', 'explained', 'explaining'],
  ...['imagine', 'imagines', 'imagined', 'imagining'],
  ...['say', 'says', 'said', 'saying'],
  ...['think', 'thinks', 'thought', 'thinking'],
];

/** Come between a verb and its object or the "by" of its passive ("talked to by"). */
export const particles: readonly string[] = [
  ...['about', 'around', 'at', 'away', 'by', 'down', 'for', 'from', 'in', 'into', 'like', 'of'],
  ...['off', 'on', 'out', 'over', 'through', 'to', 'up', 'with'],
];

/** Begin a noun phrase and are not its head. Longer entries come before their own beginnings. */
export const determiners: readonly string[] = [
  // quantifiers of several words
  ...['a lot of', 'fewer than', 'more than', 'at least', 'at most', 'a few'],
  ...['the', 'a', 'an', ...demonstratives],
  ...['some', 'many', 'most', 'all', 'every', 'each', 'no', 'few', 'several', 'any', 'both'],
  // after "fewer than" and its like
  ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
];

/** Nouns and names that BLiMP's vocabulary writes as two words. */
export const twoWordNouns: readonly string[] = [
  ...['art gallery', 'art galleries', 'college campus', 'college campuses'],
  ...['grocery store', 'grocery stores', 'high school', 'high schools'],
  ...['movie theater', 'movie theaters', 'newspaper article', 'newspaper articles'],
  ...['public park', 'public parks', 'shopping mall', 'shopping malls'],
  ...['best friend', 'best friends', 'french teacher', 'french teachers'],
  ...['piano teacher', 'piano teachers', 'current events', 'ice cream'],
  ...['great lakes', 'harvard university', 'winston churchill'],
];
