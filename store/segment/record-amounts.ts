// How much the records of a segment have, cumulatively: tokens, words, model tokens.
//
//   record_ends          u32 a record: end of its symbols in the segment's text, its end symbol counted
//   record_boundaries    u32 a record: boundaries up to its end
//   record_words         u32 a record: words up to its end
//   record_model_tokens  u32 a record: model tokens up to its end
//
// All count from the segment's start. A section whose last entry would be 0 is not there, except
// record_ends.

import type { LocalRecord } from '../ids.ts';
import type { PageFile } from './page-file.ts';
import { WordList } from './word-list.ts';

/** Amounts that were consumed: of an index, a segment, or a part of one. */
export interface Consumed {
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
}

export const nothingConsumed: Consumed = { records: 0, tokens: 0, words: 0, modelTokens: 0 };

export function addAmounts(before: Consumed, more: Consumed): Consumed {
  return {
    records: before.records + more.records,
    tokens: before.tokens + more.tokens,
    words: before.words + more.words,
    modelTokens: before.modelTokens + more.modelTokens,
  };
}

/** Of a segment by the end of a record: its symbols, and among them boundaries; words; model tokens. */
interface RecordEnd {
  readonly symbols: number;
  readonly boundaries: number;
  readonly words: number;
  readonly modelTokens: number;
}

/** Collects the amounts while records come in. */
export class RecordAmountsBuilder {
  #ends = new WordList();
  #boundaries = new WordList();
  #words = new WordList();
  #modelTokens = new WordList();

  /** Takes the next record. */
  add({ symbols, boundaries, words, modelTokens }: RecordEnd): void {
    this.#ends.push(symbols);
    this.#boundaries.push(boundaries);
    this.#words.push(words);
    this.#modelTokens.push(modelTokens);
  }

  get records(): number {
    return this.#ends.length;
  }

  /** Amounts up to the end of the last record. */
  get end(): RecordEnd {
    const last = (list: WordList) => list.words.at(-1) ?? 0;
    return {
      symbols: last(this.#ends),
      boundaries: last(this.#boundaries),
      words: last(this.#words),
      modelTokens: last(this.#modelTokens),
    };
  }

  /** End of each record in the segment's text. */
  get ends(): Uint32Array {
    return this.#ends.words;
  }

  /** Amounts of the first `records` records. */
  by(records: number): Consumed {
    const last = (list: WordList) => (records === 0 ? 0 : (list.words[records - 1] ?? 0));
    const tokens = last(this.#ends) - records - last(this.#boundaries);
    return { records, tokens, words: last(this.#words), modelTokens: last(this.#modelTokens) };
  }

  get sections(): Readonly<Record<string, Uint32Array>> {
    const sections: Record<string, Uint32Array> = { record_ends: this.#ends.words };
    const others = {
      record_boundaries: this.#boundaries,
      record_words: this.#words,
      record_model_tokens: this.#modelTokens,
    };
    for (const [name, { words }] of Object.entries(others)) {
      if ((words.at(-1) ?? 0) > 0) sections[name] = words;
    }
    return sections;
  }
}

export class RecordAmounts {
  readonly records: number;
  #file: PageFile;
  #ends: number;
  /** First words of the sections that may be missing. */
  #boundaries: number | undefined;
  #words: number | undefined;
  #modelTokens: number | undefined;

  constructor(file: PageFile) {
    const { start, length } = file.section('record_ends');
    this.#file = file;
    this.#ends = start / 4;
    this.records = length / 4;
    this.#boundaries = file.findSection('record_boundaries');
    this.#words = file.findSection('record_words');
    this.#modelTokens = file.findSection('record_model_tokens');
  }

  /** Amounts of the first `records` records. */
  by(records: number): Consumed {
    return {
      records,
      tokens: this.#read(this.#ends, records) - records - this.#read(this.#boundaries, records),
      words: this.#read(this.#words, records),
      modelTokens: this.#read(this.#modelTokens, records),
    };
  }

  /** The same with the symbols and boundaries that tokens follow from. */
  endOf(records: number): RecordEnd {
    return {
      symbols: this.#read(this.#ends, records),
      boundaries: this.#read(this.#boundaries, records),
      words: this.#read(this.#words, records),
      modelTokens: this.#read(this.#modelTokens, records),
    };
  }

  /** One of the amounts of the first `records` records. */
  unitBy(unit: 'records' | 'words' | 'modelTokens', records: number): number {
    if (unit === 'records') return records;
    return this.#read(unit === 'words' ? this.#words : this.#modelTokens, records);
  }

  /** Number of tokens of a record. */
  tokens(record: LocalRecord): number {
    return this.by(record + 1).tokens - this.by(record).tokens;
  }

  #read(section: number | undefined, records: number): number {
    return section === undefined || records === 0 ? 0 : this.#file.word(section + records - 1);
  }
}
