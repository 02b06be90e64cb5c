// The words of a minimal pair that are its critical phrase, for each of BLiMP's 67 paradigms (UIDs).
//
// A table, read by find-critical-phrase.ts: the phrase goes from the first word of the place
// `from` to the last word of the place `to`, in each sentence by itself. The idea (a contiguous
// span with the token that differs and the context needed to judge it) and the spans of six sets
// are the paper's (arXiv 2606.00230, section 3.2 and appendix A.1); the other rules are ours.

import { beForms, demonstratives, reflexives } from './word-lists.ts';

/**
 * How often a set's phrases occur: `short` ones are attested often, `rare` ones are short
 * and seldom attested, and those of class `sentence` are the sentence, or mean nothing without its
 * edges: they are hardly ever exposed, and a match cannot be distinguished from a longer sentence.
 */
export type RuleClass = 'short' | 'rare' | 'sentence';

/** A range of words in a sentence; `more` is the number of words by which it grows away from the other place. */
export type Place = (
  | { readonly kind: 'sentence' }
  /** The words that differ. */
  | { readonly kind: 'change' }
  /** The same, with the verb before them where the verb is shared ("talk to" // "talk"). */
  | { readonly kind: 'changed-verb' }
  /**
   * One of the words `among`: the first of the sentence, the nearest left of the change, or the
   * first from the change's first word on.
   */
  | {
      readonly kind: 'word';
      readonly among: readonly string[];
      readonly look: 'first' | 'left' | 'right';
    }
  /**
   * The head noun of the sentence's subject, of the subject of the clause after a speech verb, or
   * of the next noun phrase after the change. With `lastWord`, of a two-word noun the second.
   */
  | {
      readonly kind: 'head';
      readonly of: 'subject' | 'clause' | 'next';
      readonly lastWord?: true;
    }
  /** The verb before the nearest "by" left of the change, its particles passed over. */
  | { readonly kind: 'participle' }
  /** The words of the pair's own field, after those of its `two_prefix_prefix_*`. */
  | { readonly kind: 'field'; readonly field: 'two_prefix_word' }
) & { readonly more?: number };

export interface Rule {
  readonly class: RuleClass;
  /** The part in which the sentences of the set differ. */
  readonly changed: string;
  readonly from: Place;
  readonly to: Place;
  /** Where the bad sentence has its words in another order. */
  readonly toInBad?: Place;
  /** Pairs that differ in more than one word for one are dropped. */
  readonly oneForOne?: true;
}

const sentence: Place = { kind: 'sentence' };
const change: Place = { kind: 'change' };
const subject: Place = { kind: 'head', of: 'subject' };
const clauseSubject: Place = { kind: 'head', of: 'clause' };
const ever: Place = { kind: 'word', among: ['ever'], look: 'first' };

function first(...among: string[]): Place {
  return { kind: 'word', among, look: 'first' };
}

function left(among: readonly string[]): Place {
  return { kind: 'word', among, look: 'left' };
}

function right(...among: string[]): Place {
  return { kind: 'word', among, look: 'right' };
}

function widened(place: Place, more: number): Place {
  return { ...place, more };
}

/** "this sketch" // "this sketches". */
const changedNoun = { changed: 'noun', from: left(demonstratives), to: change };
/** "this committee" // "these committee": the noun may be two words, so the pair's field says it. */
const changedDemonstrative: Omit<Rule, 'class'> = {
  changed: 'demonstrative',
  from: change,
  to: { kind: 'field', field: 'two_prefix_word' },
};
/** "paula references" // "paula reference": no subject of these sets has words after its head. */
const changedVerb = { changed: 'verb or auxiliary', from: widened(change, 1), to: change };
/** "students perform" // "student perform" (the paper prints the two exchanged). */
const changedSubject = { changed: "subject's noun", from: change, to: widened(change, 1) };
/**
 * "niece of most senators hasn't": the head, the distractor and the verb. Of "newspaper article"
 * only the word that has the number, as before a verb that follows at once.
 */
const distractedVerb: Omit<Rule, 'class'> = {
  changed: 'verb or auxiliary',
  from: { kind: 'head', of: 'subject', lastWord: true },
  to: change,
};
/** "cousin cooperated" // "cousin boasts about": that nothing follows the verb is what counts. */
const missingObject = { changed: 'verb', from: subject, to: sentence };
/**
 * "breaks the glass" // "appeared the glass". Five pairs differ in a particle alone: from the
 * difference on the bad phrase would be just the object, "talk to tiffany" // "tiffany".
 */
const changedTransitive: Omit<Rule, 'class'> = {
  changed: 'verb',
  from: { kind: 'changed-verb' },
  to: { kind: 'head', of: 'next' },
};
const changedReflexive = { changed: 'reflexive', from: subject, to: change };
const toTheGap = { from: change, to: sentence };
const whole = { from: sentence, to: sentence };

export const blimpRules: Readonly<Record<string, Rule>> = {
  // Determiner and noun
  determiner_noun_agreement_1: { class: 'short', ...changedNoun },
  determiner_noun_agreement_irregular_1: { class: 'short', ...changedNoun },
  determiner_noun_agreement_with_adjective_1: { class: 'rare', ...changedNoun },
  determiner_noun_agreement_with_adj_irregular_1: { class: 'rare', ...changedNoun },
  determiner_noun_agreement_2: { class: 'short', ...changedDemonstrative },
  determiner_noun_agreement_irregular_2: { class: 'short', ...changedDemonstrative },
  determiner_noun_agreement_with_adj_2: { class: 'rare', ...changedDemonstrative },
  determiner_noun_agreement_with_adj_irregular_2: { class: 'rare', ...changedDemonstrative },

  // Subject and verb
  regular_plural_subject_verb_agreement_1: { class: 'short', ...changedVerb },
  irregular_plural_subject_verb_agreement_1: { class: 'short', ...changedVerb },
  regular_plural_subject_verb_agreement_2: { class: 'short', ...changedSubject },
  irregular_plural_subject_verb_agreement_2: { class: 'short', ...changedSubject },
  distractor_agreement_relational_noun: { class: 'rare', ...distractedVerb },
  distractor_agreement_relative_clause: { class: 'rare', ...distractedVerb },

  // Irregular forms: "mushroom went" // "mushroom gone", "hidden offspring" // "hid offspring"
  irregular_past_participle_verbs: { class: 'short', ...changedVerb, changed: 'verb' },
  irregular_past_participle_adjectives: {
    // The noun rather than the next word: "hidden ice cream", not "hidden ice".
    ...{ class: 'short', changed: 'participle', from: change, to: { kind: 'head', of: 'next' } },
  },

  // Raising: "there is soon to" // "there is willing to", "declared there to be"
  existential_there_subject_raising: {
    // 65 pairs have a form of "turn out", two words for one: left out as in the paper (935 stay).
    ...{ class: 'short', changed: 'raising predicate', from: sentence, to: right('to') },
    oneForOne: true,
  },
  existential_there_object_raising: {
    ...{ class: 'rare', changed: 'verb' },
    ...{ from: widened(first('there'), 1), to: widened(first('there'), 2) },
  },
  expletive_it_object_raising: {
    ...{ class: 'rare', changed: 'verb' },
    ...{ from: widened(first('it'), 1), to: widened(first('it'), 2) },
  },
  tough_vs_raising_1: { class: 'sentence', changed: 'adjective', from: change, to: sentence },
  tough_vs_raising_2: {
    ...{ class: 'rare', changed: 'adjective', from: change, to: widened(right('to'), 1) },
  },

  // Argument structure
  passive_1: { class: 'rare', changed: 'participle', from: left(beForms), to: right('by') },
  // The participle ends the sentence. Not the difference: one pair differs in "gotten" alone, and
  // "wasn't" // "wasn't gotten" holds no participle ("wasn't fired" // "wasn't gotten fired").
  passive_2: { class: 'rare', changed: 'participle', from: left(beForms), to: sentence },
  causative: { class: 'rare', ...changedTransitive },
  transitive: { class: 'rare', ...changedTransitive },
  drop_argument: { class: 'sentence', ...missingObject },
  inchoative: { class: 'sentence', ...missingObject },
  intransitive: { class: 'sentence', ...missingObject },
  animate_subject_trans: {
    ...{ class: 'rare', changed: 'subject', from: subject },
    to: { kind: 'field', field: 'two_prefix_word' },
  },
  animate_subject_passive: {
    ...{ class: 'rare', changed: 'noun after "by"', from: { kind: 'participle' }, to: change },
  },

  // Binding
  anaphor_gender_agreement: { class: 'sentence', ...changedReflexive },
  anaphor_number_agreement: { class: 'sentence', ...changedReflexive },
  principle_A_c_command: { class: 'sentence', ...changedReflexive },
  principle_A_case_1: {
    ...{ class: 'short', changed: 'pronoun', from: widened(change, 1), to: widened(change, 1) },
  },
  principle_A_case_2: { class: 'short', changed: 'verb', from: left(reflexives), to: change },
  principle_A_domain_1: { class: 'rare', changed: 'pronoun', from: clauseSubject, to: change },
  principle_A_domain_2: { class: 'rare', changed: 'reflexive', from: clauseSubject, to: change },
  principle_A_domain_3: {
    ...{ class: 'rare', changed: 'the two subjects', from: clauseSubject },
    to: first(...reflexives),
  },
  principle_A_reconstruction: {
    ...{ class: 'sentence', changed: 'word order', from: first(...reflexives), to: sentence },
  },

  // Licensing of "ever"
  sentential_negation_npi_licensor_present: {
    ...{ class: 'short', changed: '"not" or adverb', from: change, to: ever },
  },
  sentential_negation_npi_scope: {
    ...{ class: 'rare', changed: 'place of "not"', from: first('not'), to: ever },
  },
  npi_present_1: { class: 'rare', changed: 'adverb', from: sentence, to: change },
  npi_present_2: { class: 'rare', changed: 'adverb', from: sentence, to: change },
  only_npi_licensor_present: {
    ...{ class: 'rare', changed: '"only" or "even"', from: sentence, to: ever },
  },
  matrix_question_npi_licensor_present: {
    ...{ class: 'rare', changed: 'word order', from: sentence, to: ever },
  },
  only_npi_scope: { class: 'sentence', changed: 'place of "only"', from: first('only'), to: ever },

  // Quantifiers: "there was a" // "there was each", "all mouths were there" // "there were all"
  existential_there_quantifiers_1: {
    ...{ class: 'short', changed: 'quantifier', from: sentence, to: change },
  },
  existential_there_quantifiers_2: {
    ...{ class: 'short', changed: 'place of "there"', from: sentence, to: first('there') },
    toInBad: widened(first('there'), 2),
  },
  superlative_quantifiers_1: {
    ...{ class: 'sentence', changed: 'quantifier', from: sentence, to: widened(change, 1) },
  },
  superlative_quantifiers_2: {
    ...{ class: 'sentence', changed: 'determiner', from: sentence },
    to: right('at most', 'at least'),
  },

  // Filler and gap: what is missing is only seen at the end
  wh_questions_object_gap: { class: 'sentence', changed: 'relative or question', ...toTheGap },
  wh_questions_subject_gap: { class: 'sentence', changed: 'relative or question', ...toTheGap },
  wh_questions_subject_gap_long_distance: {
    ...{ class: 'sentence', changed: 'relative or question', ...toTheGap },
  },
  wh_vs_that_no_gap: { class: 'sentence', changed: 'complementizer', ...toTheGap },
  wh_vs_that_no_gap_long_distance: { class: 'sentence', changed: 'complementizer', ...toTheGap },
  wh_vs_that_with_gap: { class: 'sentence', changed: 'complementizer', ...toTheGap },
  wh_vs_that_with_gap_long_distance: { class: 'sentence', changed: 'complementizer', ...toTheGap },

  // Ellipsis and islands: nothing less than the sentence decides
  ellipsis_n_bar_1: { class: 'sentence', changed: 'place of the adjective', ...whole },
  ellipsis_n_bar_2: { class: 'sentence', changed: 'place of the adjective', ...whole },
  adjunct_island: { class: 'sentence', changed: 'word order', ...whole },
  complex_NP_island: { class: 'sentence', changed: 'word order', ...whole },
  coordinate_structure_constraint_complex_left_branch: {
    ...{ class: 'sentence', changed: 'word order', ...whole },
  },
  coordinate_structure_constraint_object_extraction: {
    ...{ class: 'sentence', changed: 'word order', ...whole },
  },
  left_branch_island_echo_question: { class: 'sentence', changed: 'word order', ...whole },
  left_branch_island_simple_question: { class: 'sentence', changed: 'word order', ...whole },
  sentential_subject_island: { class: 'sentence', changed: 'word order', ...whole },
  wh_island: { class: 'sentence', changed: 'subject of the clause', ...whole },
};

/** The rule of a set; undefined: it is not one of BLiMP's. */
export function findRule(set: string): Rule | undefined {
  return Object.hasOwn(blimpRules, set) ? blimpRules[set] : undefined;
}
