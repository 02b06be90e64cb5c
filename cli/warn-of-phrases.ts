// Remarks on phrases, each said once with the number of phrases that it is about.

import { type PhraseRemark, remarksOf } from '../exposure/phrase-remarks.ts';
import { formatCount, printable, shorten } from './format-text.ts';

export class PhraseWarnings {
  #found = new Map<PhraseRemark['code'], { first: string; phrases: number; message: string }>();

  add(phrases: Iterable<string>): void {
    for (const phrase of phrases) {
      for (const { code, message } of remarksOf(phrase)) {
        const found = this.#found.get(code) ?? { first: phrase, phrases: 0, message };
        found.phrases++;
        this.#found.set(code, found);
      }
    }
  }

  /** Writes what was found since the last call. */
  write(): void {
    for (const { first, phrases, message } of this.#found.values()) {
      const shown = shorten(printable(first), 40);
      const about = phrases === 1 ? shown : `${formatCount(phrases)} phrases (first: ${shown})`;
      process.stderr.write(`firstseen: warning: ${about}: ${message}\n`);
    }
    this.#found.clear();
  }
}
