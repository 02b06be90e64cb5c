// The brute-force oracle: answers by walking every token of every record, knowing nothing of the
// engine but the analyzer's definition. Slow on purpose, and written apart from what it checks.

import type { Answer } from '../schemas/answer.ts';
import { analyze } from '../text/analyzer.ts';

export interface OracleRecord {
  readonly text: string;
  readonly id: string | null;
  readonly step: number;
}

export interface OracleQuestion {
  readonly at?: readonly number[];
  readonly bins?: number;
  readonly records?: boolean;
}

export class Oracle {
  readonly records: readonly OracleRecord[];
  #tokens: readonly (readonly string[])[];

  constructor(records: readonly OracleRecord[]) {
    this.records = records;
    this.#tokens = records.map(({ text }) => analyze(text.toWellFormed(), 'words'));
  }

  get tokenCount(): number {
    return this.#tokens.reduce((sum, tokens) => sum + tokens.length, 0);
  }

  get lastStep(): number {
    return this.records.at(-1)?.step ?? 0;
  }

  tokensOf(rank: number): readonly string[] {
    return this.#tokens[rank] as readonly string[];
  }

  /** Rank of every exposure of the phrase, in training order. */
  exposures(phrase: readonly string[]): number[] {
    const ranks: number[] = [];
    this.#tokens.forEach((tokens, rank) => {
      for (let i = 0; i + phrase.length <= tokens.length; i++) {
        if (phrase.every((token, j) => tokens[i + j] === token)) ranks.push(rank);
      }
    });
    return ranks;
  }

  answer(phrase: string, { at, bins, records }: OracleQuestion): Answer {
    const tokens = analyze(phrase.toWellFormed(), 'words');
    const ranks = this.exposures(tokens);
    const stepOf = (rank: number) => (this.records[rank] as OracleRecord).step;
    const steps = ranks.map(stepOf);
    const seen = (rank: number | undefined) =>
      rank === undefined
        ? null
        : { step: stepOf(rank), rank, id: (this.records[rank] as OracleRecord).id };
    const answer: Answer = {
      phrase,
      tokens,
      count: ranks.length,
      first: seen(ranks[0]),
      last: seen(ranks.at(-1)),
    };
    if (at !== undefined && at.length > 0) {
      answer.at = Object.fromEntries(
        at.map((limit) => [String(limit), steps.filter((step) => step <= limit).length]),
      );
    }
    if (records === true) answer.records = new Set(ranks).size;
    if (bins !== undefined) {
      const n = Math.min(bins, this.lastStep);
      const edges = Array.from({ length: n + 1 }, (_, i) =>
        n === 0 ? 0 : Math.floor((i * this.lastStep) / n),
      );
      const count = Array.from(
        { length: n },
        (_, i) =>
          steps.filter((s) => s > (edges[i] as number) && s <= (edges[i + 1] as number)).length,
      );
      answer.timeline = { edges, count };
    }
    return answer;
  }
}
