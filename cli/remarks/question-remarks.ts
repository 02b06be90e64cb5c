// Remarks on a question: its phrases, its list of phrases, its steps, and the index that it is put to.

import { RemarkCollector } from '../../exposure/collect-remarks.ts';
import type { KnownSteps } from '../../exposure/plan-edges.ts';
import type { Question } from '../../exposure/question.ts';
import { remarksOnSteps } from '../../exposure/step-remarks.ts';
import { type Askable, phrasesOf } from '../../schemas/askable.ts';
import type { IndexSettings } from '../../store/catalogue/settings.ts';
import { runtimeUnicode } from '../../text/index-analyzer.ts';
import { nameInput } from '../read/name-input.ts';
import { formatCount } from '../show/format-amounts.ts';
import { printable, shorten } from '../show/terminal-text.ts';
import { warn } from './remark.ts';

/** Each remark once, with the number of phrases that it is about. */
export class PhraseWarnings {
  #found = new RemarkCollector();

  add(phrases: Iterable<Askable>): void {
    for (const asked of phrases) {
      for (const phrase of phrasesOf(asked)) this.#found.add(phrase);
    }
  }

  /** Writes what was found since the last call. */
  write(): void {
    for (const { first, phrases, message } of this.#found.take()) {
      const shown = shorten(printable(first), 40);
      const about = phrases === 1 ? shown : `${formatCount(phrases)} phrases (first: ${shown})`;
      warn(`${about}: ${message}`);
    }
  }
}

/** A list of phrases that was read and holds none. */
export function warnOfEmptyList(list: string): void {
  warn(`${nameInput(list)} holds no phrase: nothing was asked`);
}

/** Warns of steps before the first or after the last of the index or the corpus. */
export function warnOfSteps(
  question: Question,
  steps: KnownSteps,
  place: 'index' | 'corpus' = 'index',
): void {
  for (const { message } of remarksOnSteps(question, steps, place)) {
    warn(message.replace(/^The/, 'the').replace(/\.$/, ''));
  }
}

/** Warns where another version of Unicode normalised and lower-cased the index. */
export function warnOfUnicode({ unicode }: IndexSettings): void {
  if (unicode !== runtimeUnicode) warn(describeUnicode('built', unicode));
}

export function describeUnicode(done: 'built' | 'started', unicode: string): string {
  return `the index was ${done} with Unicode ${unicode}, this runtime has ${runtimeUnicode}; characters that are new in one of them may match differently`;
}
