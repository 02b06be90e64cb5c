// The distinct phrases of some pairs, each analysed and asked once, whatever number of pairs share
// it. Asking goes a slice at a time, so that it never holds up anything else for long.

import { IndexError } from '../errors.ts';
import { exposePhrases, type PhraseExposure } from '../exposure/expose-phrases.ts';
import type { QuestionPlan } from '../exposure/plan-question.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyzePhrase } from '../text/analyze-phrase.ts';
import type { AnalyzerName } from '../text/analyzer.ts';
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
  #snapshot: Snapshot;
  #plan: QuestionPlan;
  #minCount: number;
  #analyzer: AnalyzerName;
  #phrases = new Set<string>();
  #waiting: Iterator<string> | undefined;
  #entries = new Map<string, PhraseEntry>();
  #tokenCounts = new Map<string, readonly number[]>();

  constructor(snapshot: Snapshot, plan: QuestionPlan, minCount: number) {
    const { analyzer } = snapshot.settings;
    if (analyzer !== 'words' && analyzer !== 'cased') {
      throw new IndexError(
        'analyzer_mismatch',
        'splits are made by words, and this index has the analyzer ids: build one of the same run with the analyzer words',
        { found: 'ids', expected: 'words' },
      );
    }
    this.#snapshot = snapshot;
    this.#plan = plan;
    this.#minCount = minCount;
    this.#analyzer = analyzer;
  }

  /** Distinct phrases. */
  get size(): number {
    return this.#phrases.size;
  }

  add(...phrases: readonly string[]): void {
    for (const phrase of phrases) this.#phrases.add(phrase);
  }

  /** Asks the next phrases, at most `max`; returns how many have been asked. None is added any more. */
  expose(max: number): number {
    const slice = this.#next(max);
    const tokens = slice.map((asked) => asked.tokens).filter(({ length }) => length > 0);
    const exposures = this.#ask(tokens).values();
    for (const { phrase, tokens } of slice) {
      const exposure = tokens.length === 0 ? undefined : exposures.next().value;
      this.#entries.set(phrase, {
        ...{ phrase, tokens, number: this.#entries.size, key: JSON.stringify(tokens) },
        ...(exposure ?? this.#never()),
      });
    }
    return this.#entries.size;
  }

  /** The entry of a phrase that has been asked. */
  entry(phrase: string): PhraseEntry {
    const entry = this.#entries.get(phrase);
    if (entry === undefined) throw new Error('a phrase is asked before its entry is read');
    return entry;
  }

  /** How often the rarest token of the phrases occurs by the step at `position` of the plan. */
  async countRarest(
    entries: readonly PhraseEntry[],
    position: number,
    pause: Pause,
  ): Promise<number> {
    let min = Number.POSITIVE_INFINITY;
    for (const { tokens } of entries) {
      for (const token of tokens) {
        min = Math.min(min, this.#countsOf(token)[position] ?? 0);
        await pause();
      }
    }
    return min;
  }

  #next(max: number): { phrase: string; tokens: readonly string[] }[] {
    this.#waiting ??= this.#phrases.values();
    const slice = [];
    let length = 0;
    while (slice.length < max && length < maxSliceLength) {
      const { done, value } = this.#waiting.next();
      if (done === true) break;
      length += value.length;
      slice.push({ phrase: value, tokens: analyzePhrase(value, this.#analyzer) });
    }
    return slice;
  }

  #ask(phrases: readonly (readonly string[])[]): PhraseExposure[] {
    return exposePhrases(this.#snapshot, phrases, { plan: this.#plan, minCount: this.#minCount });
  }

  #never(): PhraseExposure {
    return { firstStep: null, exposedStep: null, counts: this.#plan.at.map(() => 0) };
  }

  #countsOf(token: string): readonly number[] {
    let counts = this.#tokenCounts.get(token);
    if (counts === undefined) {
      const [exposure] = this.#ask([[token]]);
      counts = exposure?.counts ?? [];
      this.#tokenCounts.set(token, counts);
    }
    return counts;
  }
}
