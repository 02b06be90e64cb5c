// Traces and overlaps by brute force: every substring of the text is looked for in every record.

import type { Answer } from '../../schemas/answer.ts';
import { Oracle, type OracleRecord } from '../oracle.ts';

/** Spans and shares of n-grams, over records of tokens that white space separates. */
export class NaiveTrace {
  #oracle: Oracle;
  #answers = new Map<string, Answer>();

  constructor(records: readonly OracleRecord[]) {
    this.#oracle = new Oracle(records);
  }

  get lastStep(): number {
    return this.#oracle.lastStep;
  }

  /** All substrings that were seen by `until`, and that no longer one holds. */
  spans(
    tokens: readonly string[],
    { minTokens, at, until = Number.POSITIVE_INFINITY }: NaiveQuestion,
  ) {
    const { length } = tokens;
    const isSeen = (start: number, end: number) => {
      if (start < 0 || end > length) return false;
      const { first } = this.#ask(tokens.slice(start, end));
      return first !== null && first.step <= until;
    };
    const found = [];
    for (let start = 0; start < length; start++) {
      for (let end = start + minTokens; end <= length; end++) {
        if (!isSeen(start, end) || isSeen(start - 1, end) || isSeen(start, end + 1)) continue;
        const { count, first, last, at: counts } = this.#ask(tokens.slice(start, end), at);
        const text = tokens.slice(start, end).join(' ');
        found.push({ start, end, text, count, first, last, ...(counts && { at: counts }) });
      }
    }
    return found;
  }

  overlap(
    tokens: readonly string[],
    { n, coverage, at }: { n: number; coverage: readonly number[]; at: readonly number[] },
  ) {
    let longest = null;
    for (let start = 0; start < tokens.length; start++) {
      for (let end = start + 1; end <= tokens.length; end++) {
        const { first } = this.#ask(tokens.slice(start, end));
        if (first === null || end - start <= (longest?.tokens ?? 0)) continue;
        longest = { tokens: end - start, text: tokens.slice(start, end).join(' '), first };
      }
    }
    const grams: number[] = [];
    for (let start = 0; start + n <= tokens.length; start++) {
      grams.push(this.#ask(tokens.slice(start, start + n)).first?.step ?? Number.POSITIVE_INFINITY);
    }
    const share = (step: number) => {
      return grams.length === 0 ? null : grams.filter((one) => one <= step).length / grams.length;
    };
    const steps = Array.from({ length: this.lastStep + 1 }, (_, step) => step);
    return {
      tokens: tokens.length,
      longest,
      coverage: { [n]: share(this.lastStep) },
      coverage_at: Object.fromEntries(at.map((step) => [step, share(step)])),
      seen_at: Object.fromEntries(
        coverage.map((least) => [least, steps.find((step) => (share(step) ?? 0) >= least) ?? null]),
      ),
    };
  }

  #ask(tokens: readonly string[], at: readonly number[] = []) {
    const key = `${tokens.join(' ')}|${at}`;
    const answer = this.#answers.get(key) ?? this.#oracle.answer(tokens.join(' '), { at });
    this.#answers.set(key, answer);
    return answer;
  }
}

export interface NaiveQuestion {
  readonly minTokens: number;
  readonly at: readonly number[];
  readonly until?: number | undefined;
}
