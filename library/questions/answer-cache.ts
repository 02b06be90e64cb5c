// The answers to single phrases that are asked again, as they were sent: they cost no search.
//
// What is asked once is not kept, nor looked for: a bit for each question that was asked, by its
// hash, is all that it costs. Two generations of a map, so that the oldest go without bookkeeping:
// what is found in the old one moves to the young one, and when that is full it becomes the old
// one. Answers belong to one snapshot; another one empties it.

import { finalMix } from '../../native/final-mix.ts';

/** Answers of a generation; there are two, of at most so many UTF-16 units an answer. */
const generationSize = 8192;
const maxUnits = 2048;

/** Bits of questions; all are forgotten when an eighth is set. A power of two. */
const askedBits = 1 << 20;
const maxAsked = askedBits / 8;

export class AnswerCache {
  #snapshot = '';
  #young = new Map<string, string>();
  #old = new Map<string, string>();
  #asked = new Uint32Array(askedBits / 32);
  #askedCount = 0;

  /** The answer's text; undefined where it is not, or no longer, known. */
  get(snapshot: string, question: string): string | undefined {
    if (snapshot !== this.#snapshot || !this.#wasAsked(hash(question))) return undefined;
    const young = this.#young.get(question);
    if (young !== undefined) return young;
    const old = this.#old.get(question);
    if (old !== undefined) this.#keep(question, old);
    return old;
  }

  /** Kept from the second time on. */
  put(snapshot: string, question: string, text: string): void {
    if (snapshot !== this.#snapshot) {
      this.#snapshot = snapshot;
      this.#young.clear();
      this.#old.clear();
      this.#forgetAsked();
    }
    const bit = hash(question);
    if (!this.#wasAsked(bit)) this.#rememberAsked(bit);
    else if (text.length + question.length <= maxUnits) this.#keep(question, text);
  }

  #wasAsked(bit: number): boolean {
    return (((this.#asked[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1;
  }

  #rememberAsked(bit: number): void {
    if (this.#askedCount++ >= maxAsked) this.#forgetAsked();
    this.#asked[bit >>> 5] = (this.#asked[bit >>> 5] as number) | (1 << (bit & 31));
  }

  #forgetAsked(): void {
    this.#asked.fill(0);
    this.#askedCount = 0;
  }

  #keep(question: string, text: string): void {
    if (this.#young.size >= generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(question, text);
  }
}

/** FNV-1a over UTF-16 units with a final mix, as a bit's number. */
function hash(question: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < question.length; i++) h = Math.imul(h ^ question.charCodeAt(i), 0x01000193);
  return finalMix(h) & (askedBits - 1);
}
