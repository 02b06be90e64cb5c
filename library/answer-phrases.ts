// Phrases and groups -> answers, one by one, for `ask` and `askAll`.

import { errorTable } from '../errors/table.ts';
import { type ErrorCode, IndexError } from '../errors.ts';
import type { Answer } from './answers/exposure.ts';
import type { Answered, GroupAnswer } from './answers/exposure-lists.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { rules } from './options/rules.ts';
import { type IndexQuestion, type PhraseGroup, phraseRules } from './phrase-question.ts';
import { PhrasePlan } from './questions/phrase-plan.ts';
import type { OpenSnapshot } from './snapshots/open-snapshot.ts';

const questionRules = { ...phraseRules, byFacet: rules.flag, contexts: rules.number };

/** Throws `bad_argument`, and `records_not_indexed` for what an index of the resolution `step` lacks. */
export function planPhrases(
  snapshot: OpenSnapshot,
  question: IndexQuestion,
  call: string,
): PhrasePlan {
  checkOptions(question, questionRules, call);
  return new PhrasePlan(snapshot, question);
}

/** Phrases that are searched together: fewer where their answers are large. */
const phrasesAtOnce = 500;
const withContexts = 20;

/** The answers in order, and `undefined` in between; what cannot be asked has its error in its place. */
export function* walkPhrases(
  plan: PhrasePlan,
  phrases: Iterable<string | PhraseGroup>,
): Generator<Answered | undefined, void, undefined> {
  const size = plan.parts.contexts > 0 ? withContexts : phrasesAtOnce;
  let batch: (string | PhraseGroup)[] = [];
  for (const phrase of phrases) {
    checkArgument(phrase, rules.phrase, 'phrase');
    batch.push(phrase);
    if (batch.length < size) continue;
    yield* plan.walk(batch);
    batch = [];
  }
  yield* plan.walk(batch);
}

/** Throws the error of a phrase or a group that cannot be asked. */
export function answerOne(plan: PhrasePlan, phrase: string | PhraseGroup): Answer | GroupAnswer {
  checkArgument(phrase, rules.phrase, 'phrase');
  const [answer] = plan.walk([phrase]).filter((one) => one !== undefined);
  if (answer === undefined) throw new Error('every phrase has an answer');
  if (!('error' in answer)) return answer;
  const { code, message } = answer.error;
  throw new IndexError(isCode(code) ? code : 'bad_argument', message);
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
