// Phrases -> answers in one pass over the records of a corpus, without an index.
//
// The same answers as an index of these records would give. Memory grows with the phrases, and for
// a timeline by 16 bytes for each phrase and step in which it is exposed: where bins end is known
// only when the last step is.

import { IndexError } from '../errors.ts';
import { loadKernel } from '../native/kernel.ts';
import type { Answer, Seen, Timeline, Unanswerable } from '../schemas/answer.ts';
import { type AnalyzerName, analyze } from '../text/analyzer.ts';
import { type CorpusAnalyzer, createCorpusAnalyzer } from '../text/corpus-analyzer.ts';
import { growingSink } from '../text/token-sink.ts';
import { phraseWithoutToken } from './phrase-variants.ts';
import { planEdges } from './plan-edges.ts';
import { type Question, requireSteps } from './question.ts';
import { StepCounts } from './step-counts.ts';
import { TokenTrie } from './token-trie.ts';

/** A record as it is scanned. */
interface ScannedRecord extends Seen {
  /** Its text between boundaries that no phrase crosses; one part where there is none. */
  readonly parts: readonly string[];
}

interface Found {
  count: number;
  records: number;
  first: Seen | null;
  last: Seen | null;
  /** For each step S asked for, in rising order: exposures in steps above the one before, up to S. */
  readonly at: number[];
}

interface ScannedPhrase {
  readonly phrase: string;
  readonly tokens: readonly string[];
  /** Its place in `found`, which phrases with the same tokens share; undefined: no token. */
  readonly place: number | undefined;
}

/** Tokens known beyond the phrases' own before they are forgotten. */
const maxOtherTokens = 1 << 20;

export class PhraseScan {
  #question: Question;
  #phrases: readonly ScannedPhrase[];
  #found: readonly Found[];
  #trie: TokenTrie;
  #analyzer: CorpusAnalyzer;
  /** Ids below it are tokens of phrases. */
  #known: number;
  #sink = growingSink(1 << 16);
  #steps: readonly number[];
  /** The first of `steps` that has not passed. */
  #stepAt = 0;
  #bySteps: StepCounts | undefined;
  #firstStep = 0;
  #lastStep = 0;

  /** Throws `bad_argument` for contexts, which a scan does not have. */
  constructor(phrases: readonly string[], analyzer: AnalyzerName, question: Question = {}) {
    if ((question.contexts ?? 0) > 0) {
      throw new IndexError('bad_argument', 'a scan gives no contexts: build an index for them');
    }
    requireSteps(question.at ?? []);
    this.#question = question;
    this.#steps = [...new Set(question.at ?? [])].sort((a, b) => a - b);
    this.#analyzer = createCorpusAnalyzer(analyzer, loadKernel());
    const encoded = phrases.map((phrase) => {
      const tokens = analyze(phrase.toWellFormed(), analyzer);
      return { phrase, tokens, ids: this.#encode(phrase) };
    });
    this.#known = this.#analyzer.size;
    const trie = new TokenTrie(this.#known);
    this.#phrases = encoded.map(({ phrase, tokens, ids }) => {
      return { phrase, tokens, place: ids.length === 0 ? undefined : trie.insert(ids) };
    });
    this.#trie = trie;
    this.#found = Array.from({ length: trie.size }, () => ({
      ...{ count: 0, records: 0, first: null, last: null },
      at: this.#steps.map(() => 0),
    }));
    if (question.bins !== undefined) this.#bySteps = new StepCounts(trie.size);
  }

  /** Takes the next record in training order. */
  add({ parts, step, rank, id }: ScannedRecord): void {
    if (this.#firstStep === 0) this.#firstStep = step;
    this.#lastStep = step;
    while ((this.#steps[this.#stepAt] ?? Number.POSITIVE_INFINITY) < step) this.#stepAt++;
    this.#bySteps?.begin(step);
    const seen: Seen = { step, rank, id };
    for (const part of parts) {
      this.#sink.length = 0;
      this.#analyzer.addRecord(part, this.#sink);
      this.#trie.find(this.#sink.ids, this.#sink.length, (place) => this.#expose(place, seen));
    }
    if (this.#analyzer.size > this.#known + maxOtherTokens) this.#forgetOthers();
  }

  /** The answers in the order of the phrases. */
  *answers(): Generator<Answer | Unanswerable> {
    const { records } = this.#question;
    const readTimeline = this.#readTimelines();
    for (const { phrase, tokens, place = -1 } of this.#phrases) {
      const found = this.#found[place];
      if (found === undefined) {
        const { code, message } = phraseWithoutToken(phrase);
        yield { phrase, error: { code, message } };
        continue;
      }
      const { count, first, last } = found;
      yield {
        ...{ phrase, tokens: [...tokens], count, first, last },
        ...(this.#steps.length > 0 && { at: this.#countAt(found) }),
        ...(records === true && { records: found.records }),
        ...(readTimeline !== undefined && { timeline: readTimeline(place) }),
      };
    }
  }

  /** The timeline of a place, made when it is asked for; undefined where none are. */
  #readTimelines(): ((place: number) => Timeline) | undefined {
    const steps = { firstStep: this.#firstStep, lastStep: this.#lastStep };
    const edges = planEdges(this.#question, steps);
    if (edges === undefined || this.#bySteps === undefined) return undefined;
    const readCounts = this.#bySteps.reader(edges);
    return (place) => ({ edges, count: readCounts(place) });
  }

  #expose(place: number, seen: Seen): void {
    const found = this.#found[place];
    if (found === undefined) return;
    found.count++;
    found.first ??= seen;
    if (found.last?.rank !== seen.rank) found.records++;
    found.last = seen;
    const at = found.at[this.#stepAt];
    if (at !== undefined) found.at[this.#stepAt] = at + 1;
    this.#bySteps?.count(place);
  }

  /** Exposures with step <= S, in the order in which the steps were asked for. */
  #countAt({ at }: Found): Record<string, number> {
    const upTo = new Map<number, number>();
    let count = 0;
    for (const [i, step] of this.#steps.entries()) {
      count += at[i] ?? 0;
      upTo.set(step, count);
    }
    return Object.fromEntries(
      (this.#question.at ?? []).map((step) => [String(step), upTo.get(step) ?? 0]),
    );
  }

  /** A vocabulary grows with the corpus: from time to time it begins again with the phrases' own. */
  #forgetOthers(): void {
    this.#analyzer.takeTerms();
    for (const { phrase } of this.#phrases) this.#encode(phrase);
  }

  /** The ids of a phrase's tokens: the same each time, as they come first in the vocabulary. */
  #encode(phrase: string): Uint32Array {
    this.#sink.length = 0;
    this.#analyzer.addRecord(phrase.toWellFormed(), this.#sink);
    return this.#sink.ids.slice(0, this.#sink.length);
  }
}
