// Remarks on phrases, each said once with the number of phrases that it is about.

import { RemarkCollector } from '../exposure/collect-remarks.ts';
import { formatCount, printable, shorten } from './format-text.ts';

export class PhraseWarnings {
  #found = new RemarkCollector();

  add(phrases: Iterable<string>): void {
    for (const phrase of phrases) this.#found.add(phrase);
  }

  /** Writes what was found since the last call. */
  write(): void {
    for (const { first, phrases, message } of this.#found.take()) {
      const shown = shorten(printable(first), 40);
      const about = phrases === 1 ? shown : `${formatCount(phrases)} phrases (first: ${shown})`;
      process.stderr.write(`firstseen: warning: ${about}: ${message}\n`);
    }
  }
}
