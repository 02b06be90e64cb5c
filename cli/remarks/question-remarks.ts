// Remarks on a question: its phrases, its list of phrases, its steps, and the index that it is put to.

import { nameInput } from '../../library/lists/name-input.ts';
import type { AskedSteps } from '../../library/questions/full-question.ts';
import { PhraseRemarks, remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { remarkOnUnicode } from '../../library/snapshots/unicode-remark.ts';
import type { Askable } from '../../schemas/askable.ts';
import { formatCount } from '../show/format-amounts.ts';
import { printable, shorten } from '../show/terminal-text.ts';
import { warn } from './remark.ts';

/** Each remark once, with the number of phrases that it is about. */
export class PhraseWarnings {
  #found: PhraseRemarks;

  constructor(analyzer: string) {
    this.#found = new PhraseRemarks(analyzer);
  }

  add(phrases: Iterable<Askable>): void {
    for (const asked of phrases) this.#found.add(asked);
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
  asked: AskedSteps,
  steps: { readonly firstStep: number; readonly lastStep: number },
  place: 'index' | 'corpus' = 'index',
): void {
  for (const { message } of remarksOnSteps(asked, steps, place)) {
    warn(message.replace(/^The/, 'the').replace(/\.$/, ''));
  }
}

/** Warns where another version of Unicode normalised and lower-cased the index. */
export function warnOfUnicode(snapshot: { readonly unicode: string }): void {
  const message = remarkOnUnicode(snapshot);
  if (message !== undefined) warn(message);
}
