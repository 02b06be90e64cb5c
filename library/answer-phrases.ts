// Phrases and groups -> answers, one by one, for `ask` and `askAll`.

import { errorTable } from '../errors/table.ts';
import { type ErrorCode, IndexError } from '../errors.ts';
import { walkAnswers } from '../exposure/answer-phrases.ts';
import { planQuestion, type QuestionPlan } from '../exposure/plan-question.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Answer } from './answers/exposure.ts';
import type { Answered, GroupAnswer } from './answers/exposure-lists.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { rules } from './options/rules.ts';
import { type IndexQuestion, type PhraseGroup, phraseRules } from './phrase-question.ts';
import { readQuestion } from './read-question.ts';

const questionRules = { ...phraseRules, byFacet: rules.flag, contexts: rules.number };

/** Throws `bad_argument`, and `records_not_indexed` for what an index of the resolution `step` lacks. */
export function planPhrases(
  snapshot: Snapshot,
  question: IndexQuestion,
  call: string,
): QuestionPlan {
  checkOptions(question, questionRules, call);
  return planQuestion(snapshot, readQuestion(question));
}

/** Phrases that are searched together: fewer where their answers are large. */
const phrasesAtOnce = 500;
const withContexts = 20;

/** The answers in order, and `undefined` in between; what cannot be asked has its error in its place. */
export function* walkPhrases(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: Iterable<string | PhraseGroup>,
): Generator<Answered | undefined, void, undefined> {
  const size = plan.contexts > 0 ? withContexts : phrasesAtOnce;
  let batch: (string | PhraseGroup)[] = [];
  for (const phrase of phrases) {
    checkArgument(phrase, rules.phrase, 'phrase');
    batch.push(phrase);
    if (batch.length < size) continue;
    yield* walkBatch(snapshot, plan, batch);
    batch = [];
  }
  yield* walkBatch(snapshot, plan, batch);
}

/** Throws the error of a phrase or a group that cannot be asked. */
export function answerOne(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrase: string | PhraseGroup,
): Answer | GroupAnswer {
  checkArgument(phrase, rules.phrase, 'phrase');
  const [answer] = walkBatch(snapshot, plan, [phrase]).filter((one) => one !== undefined);
  if (answer === undefined) throw new Error('every phrase has an answer');
  if (!('error' in answer)) return answer;
  const { code, message } = answer.error;
  throw new IndexError(isCode(code) ? code : 'bad_argument', message);
}

function walkBatch(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly (string | PhraseGroup)[],
): Generator<Answered | undefined, void, undefined> {
  return walkAnswers(
    snapshot,
    phrases.map((phrase) => ({ phrase, plan })),
  );
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
