// The last answers to single phrases, as they were sent: what is asked again costs no search.
//
// Two generations of a map, so that the oldest go without bookkeeping: what is found in the old one
// moves to the young one, and when that is full it becomes the old one. Answers belong to one
// snapshot; another one empties it.

/** Answers of a generation; there are two, of at most so many UTF-16 units an answer. */
const generationSize = 8192;
const mostUnits = 2048;

export class AnswerCache {
  #snapshot = '';
  #young = new Map<string, string>();
  #old = new Map<string, string>();

  /** The answer's text; undefined where it is not, or no longer, known. */
  get(snapshot: string, question: string): string | undefined {
    if (snapshot !== this.#snapshot) return undefined;
    const young = this.#young.get(question);
    if (young !== undefined) return young;
    const old = this.#old.get(question);
    if (old !== undefined) this.#keep(question, old);
    return old;
  }

  put(snapshot: string, question: string, text: string): void {
    if (snapshot !== this.#snapshot) {
      this.#snapshot = snapshot;
      this.#young.clear();
      this.#old.clear();
    }
    if (text.length + question.length <= mostUnits) this.#keep(question, text);
  }

  #keep(question: string, text: string): void {
    if (this.#young.size >= generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(question, text);
  }
}
