// The brute-force oracle: answers by walking every token of every record, knowing nothing of the
// engine but the analyzer's definition. Plain on purpose, and written apart from what it checks.

import type { Answer, GroupAnswer } from '../schemas/answer.ts';
import { type AnalyzerName, analyze } from '../text/analyzer.ts';

export interface OracleRecord {
  readonly text: string;
  /** Instead of the text, where it has boundaries that no phrase crosses. */
  readonly parts?: readonly string[];
  readonly id: string | null;
  readonly step: number;
}

export interface OracleQuestion {
  readonly at?: readonly number[];
  readonly checkpoints?: readonly { readonly name: string; readonly step: number }[];
  readonly lastAt?: readonly number[];
  readonly recordsAt?: readonly number[];
  readonly bins?: number;
  readonly fromStep?: number;
  readonly toStep?: number;
  readonly records?: boolean;
}

interface Listed {
  readonly numbers: readonly number[];
  /** Rank of every exposure, in training order. */
  readonly ranks: number[];
}

/** Stands behind every part; no token has this number. */
const boundary = 0xffff_ffff;

export class Oracle {
  readonly tokenCount: number;
  #analyzer: AnalyzerName;
  #numbers = new Map<string, number>();
  #texts: Uint32Array[] = [];
  #steps: number[] = [];
  #ids: (string | null)[] = [];

  constructor(records: Iterable<OracleRecord>, analyzer: AnalyzerName = 'words') {
    this.#analyzer = analyzer;
    let tokenCount = 0;
    for (const { text, parts = [text], id, step } of records) {
      const analyzed = parts.map((part) => analyze(part.toWellFormed(), analyzer));
      const numbers = analyzed.flatMap((tokens) => [
        ...tokens.map((token) => this.#numberOf(token)),
        boundary,
      ]);
      const tokens = analyzed.flat();
      this.#texts.push(Uint32Array.from(numbers));
      this.#steps.push(step);
      this.#ids.push(id);
      tokenCount += tokens.length;
    }
    this.tokenCount = tokenCount;
  }

  get lastStep(): number {
    return this.#steps.at(-1) ?? 0;
  }

  /** The tokens that occur, each once. */
  get tokens(): string[] {
    return [...this.#numbers.keys()];
  }

  answer(phrase: string, question: OracleQuestion): Answer {
    return this.answers([phrase], question)[0] as Answer;
  }

  /** All phrases in one walk: at every position, the phrases that start with the token there. */
  answers(phrases: readonly string[], question: OracleQuestion): Answer[] {
    return this.#listRanks(phrases).map((ranks, i) => {
      const phrase = phrases[i] as string;
      const tokens = analyze(phrase.toWellFormed(), this.#analyzer);
      return { phrase, tokens, ...this.#count(ranks, question) };
    });
  }

  /** Phrases with the same tokens once, others each for itself. */
  group(name: string, phrases: readonly string[], question: OracleQuestion): GroupAnswer {
    const known = new Set<string>();
    const distinct = phrases.filter((phrase) => {
      const key = JSON.stringify(analyze(phrase.toWellFormed(), this.#analyzer));
      return !known.has(key) && known.add(key);
    });
    const ranks = this.#listRanks(distinct).flat();
    ranks.sort((a, b) => a - b);
    return { name, phrases: [...phrases], ...this.#count(ranks, question) };
  }

  /** Rank of every exposure of each phrase, in training order. */
  #listRanks(phrases: readonly string[]): number[][] {
    const listed = phrases.map((phrase): Listed => {
      const tokens = analyze(phrase.toWellFormed(), this.#analyzer);
      return { numbers: tokens.map((token) => this.#numbers.get(token) ?? -1), ranks: [] };
    });
    const byFirst = new Map<number, Listed[]>();
    for (const one of listed) {
      const first = one.numbers[0] as number;
      byFirst.set(first, [...(byFirst.get(first) ?? []), one]);
    }
    this.#texts.forEach((text, rank) => {
      for (let i = 0; i < text.length; i++) {
        for (const { numbers, ranks } of byFirst.get(text[i] as number) ?? []) {
          if (numbers.every((number, j) => text[i + j] === number)) ranks.push(rank);
        }
      }
    });
    return listed.map(({ ranks }) => ranks);
  }

  #count(
    ranks: readonly number[],
    question: OracleQuestion,
  ): Omit<GroupAnswer, 'name' | 'phrases'> {
    const { at = [], checkpoints = [], lastAt = [], recordsAt = [], bins, records } = question;
    const steps = ranks.map((rank) => this.#steps[rank] as number);
    const seen = (rank: number | undefined) =>
      rank === undefined
        ? null
        : { step: this.#steps[rank] as number, rank, id: this.#ids[rank] as string | null };
    const by = (limit: number) => ranks.filter((rank) => (this.#steps[rank] as number) <= limit);
    const answer: Omit<GroupAnswer, 'name' | 'phrases'> = {
      count: ranks.length,
      first: seen(ranks[0]),
      last: seen(ranks.at(-1)),
    };
    if (at.length > 0) {
      answer.at = Object.fromEntries(
        at.map((limit) => [String(limit), steps.filter((step) => step <= limit).length]),
      );
    }
    if (checkpoints.length > 0) {
      answer.checkpoints = Object.fromEntries(
        checkpoints.map(({ name, step }) => [name, { step, count: by(step).length }]),
      );
    }
    if (lastAt.length > 0) {
      answer.last_at = Object.fromEntries(
        lastAt.map((limit) => [String(limit), seen(by(limit).at(-1))]),
      );
    }
    if (records === true) answer.records = new Set(ranks).size;
    if (recordsAt.length > 0) {
      answer.records_at = Object.fromEntries(
        recordsAt.map((limit) => [String(limit), new Set(by(limit)).size]),
      );
    }
    if (bins !== undefined) {
      const from = question.fromStep ?? this.#steps[0] ?? 1;
      const to = question.toStep ?? this.lastStep;
      const n = Math.min(bins, to - (from - 1));
      const edges = Array.from({ length: n + 1 }, (_, i) =>
        n === 0 ? 0 : from - 1 + Math.floor((i * (to - (from - 1))) / n),
      );
      const count = edges.slice(1).map((edge, i) => {
        return steps.filter((step) => step > (edges[i] as number) && step <= edge).length;
      });
      answer.timeline = { edges, count };
    }
    return answer;
  }

  #numberOf(token: string): number {
    let number = this.#numbers.get(token);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(token, number);
    }
    return number;
  }
}
