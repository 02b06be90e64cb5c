// Remarks on a question: sentences on phrases and steps that probably mean something else than they say. A
// remark changes no answer.

import { RemarkCollector } from '../../exposure/collect-remarks.ts';
import { remarksOnPhrase as findRemarks } from '../../exposure/phrase-remarks.ts';
import { remarksOnSteps as findStepRemarks } from '../../exposure/step-remarks.ts';
import { type Askable, phrasesOf } from '../../schemas/askable.ts';
import type { AskedSteps } from './full-question.ts';

/** A code, and a sentence that says what there is. */
export interface QuestionRemark {
  readonly code: string;
  readonly message: string;
}

interface ListRemark extends QuestionRemark {
  /** How many phrases it is about, and the first of them. */
  readonly phrases: number;
  readonly first: string;
}

/** Remarks on a list of phrases, each once with the number of phrases that it is about. */
export class PhraseRemarks {
  #found: RemarkCollector | undefined;

  /** Phrases of the analyzer `ids` are numbers, of which there is nothing to remark. */
  constructor(analyzer: string) {
    if (analyzer !== 'ids') this.#found = new RemarkCollector();
  }

  add(asked: Askable): void {
    if (this.#found === undefined) return;
    for (const phrase of phrasesOf(asked)) this.#found.add(phrase);
  }

  /** What was found since the last call, in the order in which it was. */
  take(): readonly ListRemark[] {
    return this.#found?.take() ?? [];
  }
}

/** Of one phrase; empty for almost all. */
export function remarksOnPhrase(analyzer: string, phrase: string): readonly QuestionRemark[] {
  return analyzer === 'ids' ? [] : findRemarks(phrase);
}

/** Steps that the index, or the corpus, does not have: before its first, or after its last. */
export function remarksOnSteps(
  asked: AskedSteps,
  { firstStep, lastStep }: { readonly firstStep: number; readonly lastStep: number },
  place: 'index' | 'corpus' = 'index',
): QuestionRemark[] {
  return findStepRemarks(asked, { firstStep, lastStep }, place);
}
