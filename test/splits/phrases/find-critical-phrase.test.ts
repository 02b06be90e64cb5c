import fc from 'fast-check';
import t from 'tap';
import { blimpRules } from '../../../splits/phrases/blimp-rules.ts';
import { findCriticalPhrases } from '../../../splits/phrases/find-critical-phrase.ts';
import { listWords } from '../../../splits/phrases/words.ts';

function find(uid: string, good: string, bad: string, fields: Record<string, unknown> = {}) {
  return findCriticalPhrases(uid, { good, bad, fields });
}

t.test('the examples of the paper come out as it prints them', (t) => {
  t.strictSame(
    find(
      'determiner_noun_agreement_1',
      'Raymond is selling this sketch.',
      'Raymond is selling this sketches.',
    ),
    { good: 'this sketch', bad: 'this sketches' },
  );
  t.strictSame(
    find(
      'regular_plural_subject_verb_agreement_1',
      'Paula references Robert.',
      'Paula reference Robert.',
    ),
    { good: 'paula references', bad: 'paula reference' },
  );
  t.strictSame(
    find(
      'regular_plural_subject_verb_agreement_2',
      'The students perform.',
      'The student perform.',
    ),
    { good: 'students perform', bad: 'student perform' },
    'the paper prints these two exchanged',
  );
  t.strictSame(
    find(
      'existential_there_subject_raising',
      'There is soon to be a cat existing.',
      'There is willing to be a cat existing.',
    ),
    { good: 'there is soon to', bad: 'there is willing to' },
  );
  t.strictSame(
    find('irregular_past_participle_verbs', 'The mushroom went bad.', 'The mushroom gone bad.'),
    { good: 'mushroom went', bad: 'mushroom gone' },
    'one word to the left, where the paper has "the" too',
  );
  t.end();
});

t.test('a rule without its word, noun or field in the sentence drops the pair', (t) => {
  const dropped: [reason: string, uid: string, good: string, bad: string][] = [
    ['word_not_found', 'determiner_noun_agreement_1', 'I see a cat.', 'I see a cats.'],
    ['word_not_found', 'only_npi_scope', 'Only Bill left.', 'Even Bill left.'],
    ['word_not_found', 'principle_A_domain_1', 'Bill knows him.', 'Bill knows himself.'],
    ['word_not_found', 'animate_subject_passive', 'Seen by me.', 'Seen near me.'],
    ['word_not_found', 'animate_subject_passive', 'By him.', 'By it.'],
    ['word_not_found', 'superlative_quantifiers_2', 'A cat at most', 'No cat at last'],
    ['noun_not_found', 'causative', 'Bill breaks the', 'Bill falls the'],
    ['field_not_in_sentence', 'determiner_noun_agreement_2', 'See this cat.', 'See these cat.'],
    ['empty_phrase', 'principle_A_domain_3', 'Himself says Bill.', 'Himself says Ann.'],
    [
      'phrases_equal',
      'existential_there_object_raising',
      'I want there to be',
      'We want there to be',
    ],
    [
      'not_one_for_one',
      'existential_there_subject_raising',
      'There turns out to',
      'There hopes to',
    ],
  ];
  for (const [reason, uid, good, bad] of dropped) {
    t.strictSame(find(uid, good, bad), { dropped: reason }, `${uid}: ${good}`);
  }
  t.end();
});

t.test('a field counts only where it stands after its prefix', (t) => {
  const uid = 'determiner_noun_agreement_2';
  const own = {
    two_prefix_prefix_good: 'See this',
    two_prefix_prefix_bad: 'See these',
    two_prefix_word: ' art gallery',
  };
  const good = 'See this art gallery.';
  const bad = 'See these art gallery.';
  t.strictSame(find(uid, good, bad, own), { good: 'this art gallery', bad: 'these art gallery' });
  const faulty: Record<string, unknown>[] = [
    { ...own, two_prefix_word: 'park' },
    { ...own, two_prefix_word: '' },
    { ...own, two_prefix_word: 7 },
    { ...own, two_prefix_prefix_bad: 'Watch these' },
    { ...own, two_prefix_prefix_good: null },
  ];
  for (const fields of faulty) {
    t.strictSame(find(uid, good, bad, fields), { dropped: 'field_not_in_sentence' });
  }
  t.end();
});

t.test('a verb that only its particle tells from the other is in the phrase', (t) => {
  t.strictSame(find('transitive', "Kendra won't talk to Tiffany.", "Kendra won't talk Tiffany."), {
    good: 'talk to tiffany',
    bad: 'talk tiffany',
  });
  t.strictSame(find('passive_2', "Nancy wasn't fired.", "Nancy wasn't gotten fired."), {
    good: "wasn't fired",
    bad: "wasn't gotten fired",
  });
  t.end();
});

t.test('pairs of other sets: the word that differs and its neighbours', (t) => {
  const pair = { good: 'The big dogs bark, loudly.', bad: 'The big dog bark, loudly.' };
  t.strictSame(findCriticalPhrases('zorro', pair), { good: 'big dogs bark', bad: 'big dog bark' });
  t.strictSame(findCriticalPhrases('zorro', pair, { context: 0 }), { good: 'dogs', bad: 'dog' });
  t.strictSame(
    findCriticalPhrases('zorro', pair, { context: 2 }),
    { good: 'the big dogs bark, loudly', bad: 'the big dog bark, loudly' },
    'no word past the edges; a comma inside stays, as it decides what matches',
  );
  t.strictSame(
    findCriticalPhrases('constructor', pair),
    { good: 'big dogs bark', bad: 'big dog bark' },
    'no name of a set is taken for a property of the table',
  );
  t.end();
});

t.test('pairs of other sets that do not differ in one word for one are dropped', (t) => {
  const dropped: [reason: string, good: string, bad: string][] = [
    ['good_equals_bad', 'The dog barks.', 'the dog barks!'],
    ['not_one_for_one', 'The dog barks.', 'The dog that barks.'],
    ['not_one_for_one', 'The dog barks.', 'The cat meows.'],
    ['no_words', 'The dog barks.', ' ... '],
    ['no_words', '', ''],
  ];
  for (const [reason, good, bad] of dropped) {
    t.strictSame(find('zorro', good, bad), { dropped: reason }, `${good} // ${bad}`);
  }
  t.end();
});

t.test('whatever the sentences, any rule gives two stretches of them or a reason', (t) => {
  const vocabulary = [
    ...['the', 'that', 'a lot of', "bill's", 'Bill', 'ice', 'cream', 'says', 'is', 'talked', 'to'],
    ...['by', 'of', 'himself', 'there', 'it', 'ever', 'not', 'only', 'at most', 'left.', 'Yes,'],
  ];
  const sentence = fc
    .array(fc.constantFrom(...vocabulary), { maxLength: 9 })
    .map((words) => words.join(' '));
  const isRun = (phrase: string, of: string) =>
    ` ${listWords(of).join(' ')} `.includes(` ${listWords(phrase).join(' ')} `) &&
    of.toLowerCase().includes(phrase) &&
    phrase !== '';
  let kept = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(blimpRules), 'zorro'),
      fc.record({ good: sentence, bad: sentence }),
      fc.nat({ max: 3 }),
      (uid, pair, context) => {
        const phrases = findCriticalPhrases(uid, pair, { context });
        if ('dropped' in phrases) return typeof phrases.dropped === 'string';
        kept += 1;
        const { good, bad } = phrases;
        return good !== bad && isRun(good, pair.good) && isRun(bad, pair.bad);
      },
    ),
    { numRuns: 5000, seed: 4 },
  );
  t.ok(kept > 500, `${kept} of 5,000 pairs were kept`);
  t.end();
});
