// Three pairs of our own for each of BLiMP's 67 sets, in its shape: every rule is tested everywhere.
//
// In each sentence of own-pairs.json the critical phrase stands in brackets, as the table of
// docs/splits.md asks for it, and the words of the field `two_prefix_word` in angle brackets.

import { readFileSync } from 'node:fs';
import t from 'tap';
import { blimpRules } from '../../splits/phrases/blimp-rules.ts';
import { findCriticalPhrases } from '../../splits/phrases/find-critical-phrase.ts';

const file = new URL('own-pairs.json', import.meta.url);
const ownPairs: Record<string, [good: string, bad: string][]> = JSON.parse(
  readFileSync(file, 'utf8'),
);

function withoutMarks(marked: string): string {
  return marked.replace(/[[\]<>]/g, '');
}

function phraseIn(marked: string): string {
  const [, phrase] = /\[(.+)\]/.exec(marked) ?? [];
  return withoutMarks(phrase ?? '').toLowerCase();
}

/** BLiMP's own fields, where a sentence marks a word. */
function fieldsOf(good: string, bad: string): Record<string, unknown> {
  const [, word] = /<(.+)>/.exec(good) ?? [];
  if (word === undefined) return {};
  const before = (marked: string) => withoutMarks(marked.slice(0, marked.indexOf('<'))).trim();
  return {
    two_prefix_prefix_good: before(good),
    two_prefix_prefix_bad: before(bad),
    two_prefix_word: word,
  };
}

t.test('there are three pairs for each of the 67 sets', async (t) => {
  t.strictSame(Object.keys(ownPairs).sort(), Object.keys(blimpRules).sort());
  for (const [uid, pairs] of Object.entries(ownPairs)) t.equal(pairs.length, 3, uid);
});

t.test('each rule finds the phrases that are marked', async (t) => {
  for (const [uid, pairs] of Object.entries(ownPairs)) {
    for (const [good, bad] of pairs) {
      const pair = {
        good: withoutMarks(good),
        bad: withoutMarks(bad),
        fields: fieldsOf(good, bad),
      };
      const expected = { good: phraseIn(good), bad: phraseIn(bad) };
      t.strictSame(findCriticalPhrases(uid, pair), expected, `${uid}: ${pair.good} // ${pair.bad}`);
    }
  }
});
