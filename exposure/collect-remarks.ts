// Remarks on phrases, each once with the number of phrases that it is about: a list may be long.

import { type PhraseRemark, remarksOnPhrase } from './phrase-remarks.ts';

interface CollectedRemark extends PhraseRemark {
  /** How many phrases it is about, and the first of them. */
  readonly phrases: number;
  readonly first: string;
}

export class RemarkCollector {
  #found = new Map<PhraseRemark['code'], CollectedRemark>();

  add(phrase: string): void {
    for (const remark of remarksOnPhrase(phrase)) {
      const { phrases = 0, first = phrase } = this.#found.get(remark.code) ?? {};
      this.#found.set(remark.code, { ...remark, phrases: phrases + 1, first });
    }
  }

  /** What was found since the last call, in the order in which it was. */
  take(): CollectedRemark[] {
    const found = [...this.#found.values()];
    this.#found.clear();
    return found;
  }
}
