// A search whose phrases are all tokens: the kernel takes it with its words, and gives the first records in
// one call (native/src/node/query_verb.rs).
//
// What a caller does for each search costs as much as the search of rare words. So the numbers of a query
// are plain, and they are written to memory that the kernel knows.

import { operationBits, type operations } from './record-formula.ts';

export interface PlainQuery {
  /** The terms of all phrases, a line feed between two. */
  readonly text: string;
  /** The terms of phrase i end before term ends[i]; phrase i is leaf i. */
  readonly ends: readonly number[];
  /** Of a formula over these leaves. */
  readonly operations: readonly number[];
}

/** UTF-8 of the terms of a query, phrases and operations, at most; a larger one is searched in parts. */
export const maxQuery = { bytes: 1536, phrases: 32, operations: 64 } as const;

const maxUnitBytes = 3;

/** Collects a query, operands before the operation that takes them. */
export class PlainQueryBuilder {
  #text = '';
  #terms = 0;
  #ends: number[] = [];
  #operations: number[] = [];

  /** A phrase of one term at least. */
  phrase(tokens: readonly string[]): void {
    for (const token of tokens) this.#text += this.#terms++ === 0 ? token : `\n${token}`;
    this.operation(0, this.#ends.push(this.#terms) - 1);
  }

  /** Takes the last values; `number` as of record-formula.ts. */
  operation(kind: (typeof operations)[keyof typeof operations], number: number): void {
    this.#operations.push((number << operationBits) | kind);
  }

  /** Undefined where it is too large. */
  build(): PlainQuery | undefined {
    const [text, ends, operations] = [this.#text, this.#ends, this.#operations];
    const fits =
      text.length * maxUnitBytes <= maxQuery.bytes &&
      ends.length <= maxQuery.phrases &&
      operations.length <= maxQuery.operations;
    return fits ? { text, ends, operations } : undefined;
  }
}
