// Pair -> its two critical phrases, or the reason why it has none.
//
// Runs the rules of blimp-rules.ts; pairs of other sets get the generic rule, the word that differs
// and its neighbours, in tokens where the script has no spaces. Pure: no files, no index, no policy.

import { findRule, type Place, type Rule } from './blimp-rules.ts';
import type { CriticalPhrasesOrReason, DropReason, Pair } from './critical-phrases.ts';
import { findDifference, isEmpty, isOneForOne } from './difference.ts';
import { findUnitPhrases } from './find-unit-phrases.ts';
import { findHeadNoun, standsAt } from './noun-phrase.ts';
import { particles, speechVerbs } from './word-lists.ts';
import { type LocatedWord, listWords, locateWords, phraseAt, type WordRange } from './words.ts';

interface Side {
  readonly side: 'good' | 'bad';
  readonly sentence: string;
  readonly located: readonly LocatedWord[];
  readonly words: readonly string[];
  readonly change: WordRange;
  /** Does one of the two sentences have all words of the other, and more in one place? */
  readonly inserted: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The critical phrases of a pair of the set `uid`: by the set's rule where it is one of BLiMP's 67
 * (blimp-rules.ts; arXiv 2606.00230, section 3.2 and appendix A.1), else the one word that differs with up to
 * `context` words left and right of it (fewer at a sentence's edge). Each phrase is a stretch of
 * its own sentence; the two always differ. Never throws for a pair: what has no phrases comes
 * back as a reason.
 */
export function findCriticalPhrases(
  uid: string,
  pair: Pair,
  { context = 1 }: { readonly context?: number } = {},
): CriticalPhrasesOrReason {
  const located = { good: locateWords(pair.good), bad: locateWords(pair.bad) };
  const good = located.good.map(({ word }) => word);
  const bad = located.bad.map(({ word }) => word);
  if (good.length === 0 || bad.length === 0) return { dropped: 'no_words' };
  const difference = findDifference(good, bad);
  if (isEmpty(difference.good) && isEmpty(difference.bad)) return { dropped: 'good_equals_bad' };
  const rule = findRule(uid);
  if (rule === undefined) {
    return findUnitPhrases(pair, { context, isOneWord: isOneForOne(difference) });
  }
  if (rule.oneForOne && !isOneForOne(difference)) return { dropped: 'not_one_for_one' };
  const inserted = isEmpty(difference.good) || isEmpty(difference.bad);
  const find = (side: Side['side'], words: readonly string[]) =>
    findPhrase(rule, {
      ...{ side, words, inserted, sentence: pair[side], located: located[side] },
      ...{ change: difference[side], fields: pair.fields ?? {} },
    });
  const [goodPhrase, badPhrase] = [find('good', good), find('bad', bad)];
  if (typeof goodPhrase !== 'string') return goodPhrase;
  if (typeof badPhrase !== 'string') return badPhrase;
  if (goodPhrase === badPhrase) return { dropped: 'phrases_equal' };
  return { good: goodPhrase, bad: badPhrase };
}

function findPhrase(rule: Rule, side: Side): string | { readonly dropped: DropReason } {
  const to = side.side === 'bad' ? (rule.toInBad ?? rule.to) : rule.to;
  const first = findPlace(rule.from, side);
  if (typeof first === 'string') return { dropped: first };
  const last = findPlace(to, side);
  if (typeof last === 'string') return { dropped: last };
  const start = Math.max(0, first.start - (rule.from.more ?? 0));
  const end = Math.min(side.words.length, last.end + (to.more ?? 0));
  return phraseAt(side.sentence, side.located, { start, end }) ?? { dropped: 'empty_phrase' };
}

function findPlace(place: Place, side: Side): WordRange | DropReason {
  switch (place.kind) {
    case 'sentence':
      return { start: 0, end: side.words.length };
    case 'change':
      return side.change;
    case 'changed-verb':
      return findChangedVerb(side);
    case 'word':
      return findWord(side, place.among, place.look);
    case 'head':
      return findHead(side, place);
    case 'participle':
      return findParticiple(side);
    case 'field':
      return findField(side, place.field);
  }
}

function findChangedVerb({ change, inserted }: Side): WordRange {
  return inserted ? { start: Math.max(0, change.start - 1), end: change.end } : change;
}

function findWord(
  { words, change }: Side,
  among: readonly string[],
  look: 'first' | 'left' | 'right',
): WordRange | DropReason {
  const entries = among.map((entry) => entry.split(' '));
  const rangeAt = (start: number): WordRange | undefined => {
    const entry = entries.find((candidate) => standsAt(words, start, candidate));
    return entry && { start, end: start + entry.length };
  };
  if (look === 'left') {
    for (let start = change.start - 1; start >= 0; start -= 1) {
      const range = rangeAt(start);
      if (range !== undefined && range.end <= change.start) return range;
    }
    return 'word_not_found';
  }
  for (let start = look === 'right' ? change.start : 0; start < words.length; start += 1) {
    const range = rangeAt(start);
    if (range !== undefined) return range;
  }
  return 'word_not_found';
}

function findHead(
  side: Side,
  { of, lastWord }: Extract<Place, { kind: 'head' }>,
): WordRange | DropReason {
  const { words, change } = side;
  let start = 0;
  if (of === 'clause') {
    const verb = findWord(side, speechVerbs, 'first');
    if (typeof verb === 'string') return verb;
    // A complementizer "that" is passed over like the demonstrative it looks like.
    start = verb.end;
  } else if (of === 'next') {
    start = change.end;
    // Where both verbs take the same particle, the change ends before it.
    while (particles.includes(words[start] ?? '')) start += 1;
  }
  const head = findHeadNoun(words, start);
  if (head === undefined) return 'noun_not_found';
  return lastWord === true ? { start: head.end - 1, end: head.end } : head;
}

function findParticiple(side: Side): WordRange | DropReason {
  const by = findWord(side, ['by'], 'left');
  if (typeof by === 'string') return by;
  let start = by.start - 1;
  while (start > 0 && particles.includes(side.words[start] ?? '')) start -= 1;
  return start < 0 ? 'word_not_found' : { start, end: by.start };
}

function findField({ side, words, fields }: Side, field: string): WordRange | DropReason {
  const prefix = fields[`two_prefix_prefix_${side}`];
  const value = fields[field];
  if (typeof prefix !== 'string' || typeof value !== 'string') return 'field_not_in_sentence';
  const before = listWords(prefix);
  const inside = listWords(value);
  const start = before.length;
  const stands = standsAt(words, 0, before) && standsAt(words, start, inside);
  return stands && inside.length > 0
    ? { start, end: start + inside.length }
    : 'field_not_in_sentence';
}
