// Records -> one segment's files. Collects symbols, positions, ids and texts; sorts; writes.
//
// Texts go to disk, compressed, while records come in; symbols stay in memory until the sort.

import { join } from 'node:path';
import type { Kernel } from '../native/kernel.ts';
import { type FileRow, segmentsFolder } from '../store/catalogue.ts';
import type { FileOperations } from '../store/files.ts';
import { PageWriter } from '../store/page-writer.ts';
import { RecordTableBuilder } from '../store/record-table.ts';
import {
  type SegmentSymbols,
  type SortedRows,
  sortRows,
  writeSegment,
} from '../store/segment-writer.ts';
import { StepTableBuilder } from '../store/step-table.ts';
import { TextStoreWriter } from '../store/text-store.ts';
import type { AnalyzerName } from '../text/analyzer.ts';
import { type CorpusAnalyzer, createCorpusAnalyzer } from '../text/corpus-analyzer.ts';
import { growingSink } from '../text/token-sink.ts';
import { growingWords } from './growing-words.ts';
import type { SegmentFill } from './plan-memory.ts';
import type { Filled, Sealed, SegmentBase } from './range-messages.ts';
import type { DecodedRecord } from './sources/decode-batch.ts';
import { OwnSteps, stepEnds } from './step-ends.ts';
import type { StepRule } from './step-rule.ts';

/** In the sink: the end of a record. No term has this id. */
const recordEnd = 0xffff_ffff;

export interface SegmentBuilderOptions {
  readonly directory: string;
  /** Distinguishes temporary files of builders at work side by side. */
  readonly label: string;
  readonly analyzer: AnalyzerName;
  readonly storesText: boolean;
  readonly stepRule: StepRule;
  readonly kernel: Kernel;
  readonly files: FileOperations;
}

export class SegmentBuilder {
  #options: SegmentBuilderOptions;
  #analyzer: CorpusAnalyzer;
  #sink = growingSink(1 << 16);
  #records = new RecordTableBuilder();
  #recordEnds = growingWords();
  #recordWords = growingWords();
  #ownSteps = new OwnSteps();
  #texts: { file: PageWriter; store: TextStoreWriter } | undefined;
  #rows: { text: SegmentSymbols; rows: SortedRows } | undefined;

  constructor(options: SegmentBuilderOptions) {
    this.#options = options;
    this.#analyzer = createCorpusAnalyzer(options.analyzer, options.kernel);
    if (options.storesText) {
      const path = join(options.directory, segmentsFolder, `${options.label}.text`);
      const file = new PageWriter(path, 'text', options.files);
      this.#texts = { file, store: new TextStoreWriter(file) };
    }
  }

  /** How much it holds: what decides whether it takes another batch. */
  get fill(): SegmentFill {
    return {
      symbols: this.#sink.length,
      records: this.#recordEnds.length,
      terms: this.#analyzer.size,
      termUnits: this.#analyzer.termUnits,
      idBytes: this.#records.idBytes,
      steps: this.#stepCount(),
    };
  }

  get filled(): Filled {
    const records = this.#recordEnds.length;
    const { length, first, last, firstWhere: where } = this.#ownSteps;
    return {
      records,
      tokens: this.#sink.length - records,
      words: this.#sink.words,
      ownSteps: length === 0 ? undefined : { first, last, where },
    };
  }

  /** Takes one record. `name` is its source's, for messages. */
  add(record: DecodedRecord, source: number, name: string): void {
    if ('field' in this.#options.stepRule) {
      if (record.step === undefined) throw new Error('a record without a step got through');
      this.#ownSteps.add(record.step, `${name}:${record.line}`);
    }
    this.#analyzer.addRecord(record.text, this.#sink);
    this.#sink.reserve(1);
    this.#sink.ids[this.#sink.length++] = recordEnd;
    this.#recordEnds.push(this.#sink.length);
    this.#recordWords.push(this.#sink.words);
    this.#records.add({ source, line: record.line }, record.id);
    this.#texts?.store.add(record.text);
  }

  /** Sorts what was read; the long part, before the base need be known. */
  sort(): void {
    const text = this.#renumber();
    this.#rows = { text, rows: sortRows(text, this.#options.kernel) };
  }

  /** Writes the files, durable under their names once this returns (their folder not synced). */
  write(base: SegmentBase): Sealed {
    if (this.#rows === undefined) throw new Error('write before sort');
    const { directory, files, kernel } = this.#options;
    const name = `${segmentsFolder}/${String(base.id).padStart(6, '0')}`;
    const filled = this.filled;
    const steps = this.#steps(base);
    let text: FileRow | null = null;
    if (this.#texts !== undefined) {
      const textBytes = this.#texts.store.end();
      const path = join(directory, `${name}.text`);
      const { byteLength, crc } = this.#texts.file.finish({ textBytes }, path);
      text = { name: `${name}.text`, byteLength, crc };
    }
    const { byteLength, crc } = writeSegment(
      join(directory, `${name}.index`),
      this.#rows.text,
      this.#rows.rows,
      { records: this.#records, steps: steps.table.words },
      kernel,
      files,
    );
    const index = { name: `${name}.index`, byteLength, crc };
    return { base, filled, firstStep: steps.first, lastStep: steps.last, index, text };
  }

  /** Removes what is not finished; may be called at any time and twice. */
  discard(): void {
    this.#texts?.file.discard();
  }

  /** Steps so far; with a batch size at most so many. */
  #stepCount(): number {
    const { stepRule } = this.#options;
    if ('field' in stepRule) return this.#ownSteps.length;
    return Math.ceil(this.#recordEnds.length / stepRule.batch_size) + 1;
  }

  /** Symbols by falling count instead of first occurrence; record ends become 0. */
  #renumber(): SegmentSymbols {
    const { ids, length } = this.#sink;
    const terms = this.#analyzer.size;
    const counts = new Uint32Array(terms);
    for (let i = 0; i < length; i++) {
      const id = ids[i] as number;
      if (id !== recordEnd) counts[id] = (counts[id] as number) + 1;
    }
    const order = Uint32Array.from(counts, (_, id) => id);
    order.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
    const symbolOf = new Uint32Array(terms);
    const sorted = new Uint32Array(terms + 1);
    sorted[0] = this.#recordEnds.length;
    order.forEach((id, i) => {
      symbolOf[id] = i + 1;
      sorted[i + 1] = counts[id] as number;
    });
    for (let i = 0; i < length; i++) {
      const id = ids[i] as number;
      ids[i] = id === recordEnd ? 0 : (symbolOf[id] as number);
    }
    const { bytes, starts } = orderTerms(this.#analyzer.takeTerms(), order);
    return {
      symbols: ids,
      length,
      recordEnds: this.#recordEnds.words,
      termBytes: bytes,
      termStarts: starts,
      counts: sorted,
    };
  }

  #steps({ consumed }: SegmentBase): { table: StepTableBuilder; first: number; last: number } {
    const table = new StepTableBuilder();
    const ends = this.#recordEnds.words;
    const words = this.#recordWords.words;
    const firstRank = consumed.records;
    let first = 0;
    let last = 0;
    for (const { step, end } of stepEnds(
      this.#options.stepRule,
      firstRank,
      ends.length,
      this.#ownSteps,
    )) {
      table.add(step, {
        records: firstRank + end,
        tokens: consumed.tokens + (ends[end - 1] as number) - end,
        words: consumed.words + (words[end - 1] as number),
        modelTokens: 0,
      });
      if (first === 0) first = step;
      last = step;
    }
    return { table, first, last };
  }
}

/** The terms' bytes in the order given, and where each starts; symbol 0 has none. */
function orderTerms(
  encoded: { bytes: Uint8Array; offsets: Uint32Array },
  order: Uint32Array,
): { bytes: Uint8Array; starts: Uint32Array } {
  const bytes = new Uint8Array(encoded.bytes.length);
  const starts = new Uint32Array(order.length + 1);
  let at = 0;
  order.forEach((id, i) => {
    const start = encoded.offsets[id] as number;
    const end = encoded.offsets[id + 1] as number;
    starts[i + 1] = at;
    bytes.set(encoded.bytes.subarray(start, end), at);
    at += end - start;
  });
  return { bytes, starts };
}
