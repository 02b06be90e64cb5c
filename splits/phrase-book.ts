// The distinct phrases of some pairs, each analysed and asked once, whatever number of pairs share
// it. Asking goes a slice at a time, so that it never holds up anything else for long.

import { IndexError } from '../errors.ts';
import type { PhraseExposure } from '../exposure/expose-phrases.ts';
import { analyzePhrase } from '../text/analyze-phrase.ts';
import type { AnalyzerName } from '../text/analyzer.ts';
import type {
  AskExposures,
  AskedPhrase,
  ExposureQuestion,
  ExposureSource,
} from './exposure-source.ts';
import type { Pause } from './pause.ts';

export interface PhraseEntry extends PhraseExposure {
  readonly phrase: string;
  readonly tokens: readonly string[];
  /** Counts from 0 on: two phrases have two. */
  readonly number: number;
  /** The same for phrases with the same tokens. */
  readonly key: string;
}

/** UTF-16 code units of the phrases of a slice, after which it ends. */
const maxSliceLength = 20_000;

export class PhraseBook {
  #ask: AskExposures;
  #at: readonly number[];
  #analyzer: AnalyzerName;
  #phrases = new Set<string>();
  #waiting: Iterator<string> | undefined;
  #entries = new Map<string, PhraseEntry>();
  #tokenCounts = new Map<string, readonly number[]>();
  #waitingTokens: Iterator<string> | undefined;

  /** Throws `analyzer_mismatch` where the source has no words. */
  constructor(source: ExposureSource, question: ExposureQuestion) {
    const { analyzer } = source;
    if (analyzer !== 'words' && analyzer !== 'cased') {
      throw new IndexError(
        'analyzer_mismatch',
        'splits are made by words, and this index has the analyzer ids: build one of the same run with the analyzer words',
        { found: 'ids', expected: 'words' },
      );
    }
    this.#ask = source.ask(question);
    this.#at = question.at;
    this.#analyzer = analyzer;
  }

  /** Distinct phrases. */
  get size(): number {
    return this.#phrases.size;
  }

  add(...phrases: readonly string[]): void {
    for (const phrase of phrases) this.#phrases.add(phrase);
  }

  /** Asks the next phrases, at most `max`; gives how many have been asked. None is added any more. */
  async expose(max: number): Promise<number> {
    const slice = this.#next(max);
    const asked = slice.filter(({ tokens }) => tokens.length > 0);
    const exposures = (await this.#ask(asked)).values();
    for (const { phrase, tokens } of slice) {
      const exposure = tokens.length === 0 ? undefined : exposures.next().value;
      this.#entries.set(phrase, {
        ...{ phrase, tokens, number: this.#entries.size, key: JSON.stringify(tokens) },
        ...(exposure ?? this.#never()),
      });
    }
    return this.#entries.size;
  }

  /**
   * Asks the next tokens of the phrases that have been asked, at most `max`; false where there is none.
   * For `countRarest`.
   */
  async exposeTokens(max: number): Promise<boolean> {
    this.#waitingTokens ??= this.#distinctTokens().values();
    const tokens = take(this.#waitingTokens, max);
    const exposures = await this.#ask(tokens.map((token) => ({ phrase: token, tokens: [token] })));
    for (const [i, token] of tokens.entries()) {
      this.#tokenCounts.set(token, exposures[i]?.counts ?? []);
    }
    return tokens.length > 0;
  }

  /** The entry of a phrase that has been asked. */
  entry(phrase: string): PhraseEntry {
    const entry = this.#entries.get(phrase);
    if (entry === undefined) throw new Error('a phrase is asked before its entry is read');
    return entry;
  }

  /** How often the rarest token of the phrases occurs by the step at `position` of the question. */
  async countRarest(
    entries: readonly PhraseEntry[],
    position: number,
    pause: Pause,
  ): Promise<number> {
    let min = Number.POSITIVE_INFINITY;
    for (const { tokens } of entries) {
      for (const token of tokens) {
        min = Math.min(min, this.#tokenCounts.get(token)?.[position] ?? 0);
        await pause();
      }
    }
    return min;
  }

  #next(max: number): AskedPhrase[] {
    this.#waiting ??= this.#phrases.values();
    return take(this.#waiting, max).map((phrase) => {
      return { phrase, tokens: analyzePhrase(phrase, this.#analyzer) };
    });
  }

  #distinctTokens(): Set<string> {
    const tokens = new Set<string>();
    for (const entry of this.#entries.values()) {
      for (const token of entry.tokens) tokens.add(token);
    }
    return tokens;
  }

  #never(): PhraseExposure {
    return { firstStep: null, exposedStep: null, counts: this.#at.map(() => 0) };
  }
}

/** The next texts of a slice. */
function take(waiting: Iterator<string>, max: number): string[] {
  const slice: string[] = [];
  let length = 0;
  while (slice.length < max && length < maxSliceLength) {
    const { done, value } = waiting.next();
    if (done === true) break;
    length += value.length;
    slice.push(value);
  }
  return slice;
}
