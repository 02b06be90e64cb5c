// Phrases -> answers: count, first, last, by step, over all segments of a snapshot.
//
// Answers add up over segments: counts and bins add, the first segment with an exposure has the
// first. No cost here grows with the number of exposures, but for distinct records, which are walked
// over. `walkDescribed` is the way of whoever pauses. What needs no walk over records is described at once.

import { IndexError } from '../errors.ts';
import type { Answer, Answered, GroupAnswer, Unanswerable } from '../schemas/answer.ts';
import { type Askable, type PhraseGroup, refuseGroup, requireGroup } from '../schemas/askable.ts';
import type { Snapshot } from '../store/snapshot.ts';
import {
  type AnswerWork,
  describePhrase,
  isPlain,
  sumOf,
  walkRecords,
  walksRecords,
} from './answer-parts.ts';
import { exposuresAtOnce } from './count-records.ts';
import { type FoundPhrase, findPhrase, findPhrases } from './find-phrases.ts';
import { answerTexts, findTexts } from './find-texts.ts';
import { seekGroup } from './phrase-group.ts';
import type { PhraseVariant } from './phrase-ids.ts';
import { chooseCounted, chooseOwn, seekVariants } from './phrase-variants.ts';
import type { QuestionPlan } from './plan-question.ts';

/** A phrase or a group, and what is asked of it. */
export interface Asked {
  readonly phrase: Askable;
  readonly plan: QuestionPlan;
}

/** Answers one phrase; throws `phrase_without_token` where the analyzer finds none in it. */
export function answerPhrase(snapshot: Snapshot, plan: QuestionPlan, phrase: string): Answer {
  const [variant, another] = seekVariants(snapshot, phrase);
  if (variant !== undefined && another === undefined && !walksRecords(plan)) {
    const work = { snapshot, plan, maxAtOnce: Number.POSITIVE_INFINITY };
    return describePhrase(findPhrase(snapshot, variant), work);
  }
  const [answer] = answerPhrases(snapshot, plan, [phrase]);
  return requireAnswer(answer);
}

/** The answer; throws `phrase_without_token` where the phrase cannot be asked. */
export function requireAnswer(answer: Answered | undefined): Answer {
  if (answer === undefined) throw new Error('every phrase has an answer');
  if ('error' in answer) throw new IndexError('phrase_without_token', answer.error.message);
  if ('tokens' in answer) return answer;
  throw new Error('one phrase is not a group');
}

/** Answers many phrases and groups, in order; what cannot be asked has its error in its place. */
export function answerPhrases(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly string[],
): (Answer | Unanswerable)[];
export function answerPhrases(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly Askable[],
): Answered[];
export function answerPhrases(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly Askable[],
): Answered[] {
  const answers = new Array<Answered>(phrases.length);
  const work = { snapshot, plan, maxAtOnce: Number.POSITIVE_INFINITY };
  // Most of most lists: nothing here needs a pause.
  const texts = walksRecords(plan) ? [] : answerPlain(work, phrases);
  const left: number[] = [];
  for (let i = 0; i < phrases.length; i++) {
    const answer = texts[i];
    if (answer === undefined) left.push(i);
    else answers[i] = answer;
  }
  if (left.length === 0) return answers;
  const asked = left.map((i) => ({ phrase: phrases[i] as Askable, plan }));
  const { maxAtOnce } = work;
  let next = 0;
  for (const answer of walkDescribed(snapshot, asked, { maxAtOnce, describe: describePhrase })) {
    if (answer !== undefined) answers[left[next++] as number] = answer;
  }
  return answers;
}

/**
 * The same one by one, with `undefined` wherever some milliseconds of counting records may have
 * passed, so that a caller with other work can pause there. All phrases are searched when the first
 * answer is asked for; the rest of an answer is made when it is. The records of `maxAtOnce` exposures
 * are counted without a pause.
 */
export function walkAnswers(
  snapshot: Snapshot,
  asked: readonly Asked[],
  maxAtOnce = exposuresAtOnce,
): Generator<Answered | undefined, void, undefined> {
  return walkDescribed(snapshot, asked, { maxAtOnce, describe: describePhrase });
}

interface Describing<Described> {
  readonly maxAtOnce?: number;
  /** What becomes of a phrase that is asked in one way. */
  readonly describe: (found: FoundPhrase, work: AnswerWork) => Described;
}

/** The same with another description of phrases that are asked in one way: most of most lists. */
export function* walkDescribed<Described>(
  snapshot: Snapshot,
  asked: readonly Asked[],
  { maxAtOnce = exposuresAtOnce, describe }: Describing<Described>,
): Generator<Answered | Described | undefined, void, undefined> {
  const texts = findPlain(
    snapshot,
    asked.map(({ phrase }) => phrase),
  );
  const variants: PhraseVariant[] = [];
  const sought = asked.map(({ phrase }, i): number | Answered => {
    if (texts[i] !== undefined) return 0;
    const own = seekOrRefuse(snapshot, phrase);
    if (!Array.isArray(own)) return own;
    for (const variant of own) variants.push(variant);
    return own.length;
  });
  const found = variants.length > 0 ? findPhrases(snapshot, variants) : [];
  let next = 0;
  for (let i = 0; i < asked.length; i++) {
    const { phrase, plan } = asked[i] as Asked;
    const work = { snapshot, plan, maxAtOnce };
    const text = texts[i];
    if (text !== undefined) {
      if (walksRecords(plan)) yield* walkRecords(text, work);
      yield describe(text, work);
      continue;
    }
    const variants = sought[i];
    if (typeof variants !== 'number') {
      yield variants;
      continue;
    }
    const own = found.slice(next, next + variants);
    next += variants;
    if (walksRecords(plan)) {
      // Of a group only the whole is counted by facet.
      const each = typeof phrase === 'string' ? plan : { ...plan, byFacet: undefined };
      for (const one of own) yield* walkRecords(one, { ...work, plan: each });
    }
    const [one, another] = own;
    if (typeof phrase !== 'string') yield yield* answerGroup(phrase, own, work);
    else if (one !== undefined && another === undefined) yield describe(one, work);
    else yield yield* answerWays(phrase, own, work);
  }
}

/** Fewer are asked in the usual way. */
const minTogether = 8;

/** Of a list without groups: the phrases that the kernel finds by their texts. Undefined, or none: the others. */
export function findPlain(
  snapshot: Snapshot,
  phrases: readonly Askable[],
): readonly (FoundPhrase | undefined)[] {
  return canFind(snapshot, phrases) ? findTexts(snapshot, phrases) : [];
}

/** Their answers. */
function answerPlain(
  work: AnswerWork,
  phrases: readonly Askable[],
): readonly (Answer | undefined)[] {
  const { snapshot, plan } = work;
  if (!canFind(snapshot, phrases)) return [];
  if (isPlain(plan)) return answerTexts(snapshot, phrases);
  return findTexts(snapshot, phrases).map((found) => found && describePhrase(found, work));
}

function canFind(
  { settings }: Snapshot,
  phrases: readonly Askable[],
): phrases is readonly string[] {
  return settings.analyzer !== 'ids' && phrases.length >= minTogether && areTexts(phrases);
}

function areTexts(phrases: readonly Askable[]): phrases is readonly string[] {
  for (let i = 0; i < phrases.length; i++) if (typeof phrases[i] !== 'string') return false;
  return true;
}

/** The ways to ask a phrase or the phrases of a group, or the error in their place. */
function seekOrRefuse(snapshot: Snapshot, asked: Askable): PhraseVariant[] | Answered {
  if (typeof asked !== 'string') requireGroup(asked);
  try {
    return typeof asked === 'string'
      ? seekVariants(snapshot, asked)
      : seekGroup(asked, (phrase) => chooseCounted(seekVariants(snapshot, phrase)));
  } catch (error) {
    const isKnown = error instanceof IndexError && error.code === 'phrase_without_token';
    if (!isKnown) throw error;
    if (typeof asked !== 'string') return refuseGroup(asked, error);
    return { phrase: asked, error: { code: error.code, message: error.message } };
  }
}

/** A phrase that an index of token ids may find in two ways. */
function* answerWays(
  phrase: string,
  ways: readonly FoundPhrase[],
  work: AnswerWork,
): Generator<undefined, Answer> {
  const variants = ways.map((one) => describePhrase(one, work));
  const { tokens } = chooseOwn(phrase, variants);
  const sum = yield* sumOf(chooseCounted(ways), chooseCounted(variants), work);
  return { phrase, tokens, ...sum, variants };
}

function* answerGroup(
  { name, phrases }: PhraseGroup,
  found: readonly FoundPhrase[],
  work: AnswerWork,
): Generator<undefined, GroupAnswer> {
  const plan = { ...work.plan, contexts: 0 };
  const numbers = found.map((one) => describePhrase(one, { ...work, plan }));
  return { name, phrases: [...phrases], ...(yield* sumOf(found, numbers, work)) };
}
