// Records -> one segment's files. Collects symbols, positions, ids and texts; sorts; writes.
//
// Texts go to disk, compressed, while records come in; symbols stay in memory until the sort.

import { join } from 'node:path';
import type { RunRecord } from '../../corpus/shape-record.ts';
import { StepCounter } from '../../corpus/step-counter.ts';
import { findPace, type StepRule } from '../../corpus/step-rule.ts';
import type { PlainLines, PlainTexts } from '../../input/lines/plain-lines.ts';
import type { Kernel } from '../../native/kernel.ts';
import { segmentName, segmentsFolder } from '../../store/catalogue/file-names.ts';
import type { FileRow } from '../../store/catalogue/segment-row.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import type { FileOperations } from '../../store/files.ts';
import { findStep } from '../../store/segment/pace.ts';
import { PageWriter } from '../../store/segment/page-writer.ts';
import { endGroups } from '../../store/segment/rank-groups.ts';
import { RecordAmountsBuilder } from '../../store/segment/record-amounts.ts';
import { RecordFacetsBuilder } from '../../store/segment/record-facets.ts';
import { type Position, RecordTableBuilder } from '../../store/segment/record-table.ts';
import {
  type SegmentSymbols,
  type SortedSuffixes,
  sortSuffixes,
  writeSegment,
} from '../../store/segment/segment-writer.ts';
import { StepTableBuilder } from '../../store/segment/step-table.ts';
import { TextStoreWriter } from '../../store/segment/text-store.ts';
import { type CorpusAnalyzer, createCorpusAnalyzer } from '../../text/corpus-analyzer.ts';
import { IdInterner } from '../../text/id-interner.ts';
import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import { growingSink, type TokenSink } from '../../text/token-sink.ts';
import { textAt, type Utf8Text } from '../../text/utf8-text.ts';
import type { SegmentFill } from '../plan-memory.ts';
import { tooManyFacets } from '../too-many-facets.ts';
import { boundary, recordEnd, renumberTerms } from './renumber-terms.ts';
import type { Filled, Sealed, SegmentBase } from './segment-messages.ts';

/**
 * Room for symbols from the start, and once there are more: memory that is not written to costs nothing, copies
 * do. But for a large array that is given up, used or not, V8 collects its whole heap.
 */
const firstSymbols = 1 << 16;
const roomySymbols = 1 << 25;

interface SegmentBuilderOptions {
  readonly directory: string;
  /** Distinguishes temporary files of builders at work side by side. */
  readonly label: string;
  readonly analyzer: IndexAnalyzer;
  readonly storesText: boolean;
  readonly resolution: Resolution;
  /** Whether the index has a field of facets. */
  readonly hasFacets: boolean;
  /** Symbols that it gets at most. */
  readonly segmentSymbols: number;
  readonly steps: StepRule;
  readonly kernel: Kernel;
  readonly files: FileOperations;
}

export class SegmentBuilder {
  #options: SegmentBuilderOptions;
  #analyzer: Pick<CorpusAnalyzer, 'size' | 'termUnits' | 'takeTerms'>;
  /** Of texts; undefined where ids are indexed. */
  #textAnalyzer: CorpusAnalyzer | undefined;
  /** Adds a record's tokens; gives their number. */
  #addTokens: (text: string | Utf8Text) => number;
  #interner: IdInterner | undefined;
  #sink: TokenSink;
  #records = new RecordTableBuilder();
  #facets: RecordFacetsBuilder | undefined;
  #amounts = new RecordAmountsBuilder();
  #boundaries = 0;
  #modelTokens = 0;
  /** Where records say their steps: checked one after the other. */
  #counter: StepCounter;
  #ownSteps = new StepTableBuilder();
  #firstWhere = '';
  #texts: { file: PageWriter; store: TextStoreWriter } | undefined;
  #sorted: { text: SegmentSymbols; suffixes: SortedSuffixes } | undefined;

  constructor(options: SegmentBuilderOptions) {
    this.#options = options;
    const roomy = Math.min(options.segmentSymbols, roomySymbols);
    this.#sink = growingSink(Math.min(roomy, firstSymbols), roomy);
    this.#counter = new StepCounter(options.steps);
    if (options.hasFacets) this.#facets = new RecordFacetsBuilder();
    if (options.analyzer === 'ids') {
      this.#interner = new IdInterner();
      this.#analyzer = this.#interner;
      this.#addTokens = () => {
        throw new Error('a text where ids are indexed');
      };
    } else {
      const analyzer = createCorpusAnalyzer(options.analyzer, options.kernel);
      this.#analyzer = analyzer;
      this.#textAnalyzer = analyzer;
      this.#addTokens = (text) => analyzer.addRecord(text, this.#sink);
    }
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
      records: this.#amounts.records,
      terms: this.#analyzer.size,
      termUnits: this.#analyzer.termUnits,
      idBytes: this.#records.idBytes,
      facets: this.#facets?.size ?? 0,
      facetUnits: this.#facets?.units ?? 0,
      steps: this.#ownSteps.length,
      words: this.#sink.words,
      modelTokens: this.#modelTokens,
    };
  }

  get filled(): Filled {
    const { length, first, last } = this.#ownSteps;
    return {
      ...this.#amounts.by(this.#amounts.records),
      ownSteps: length === 0 ? undefined : { first, last, where: this.#firstWhere },
    };
  }

  /** Takes one record. `name` is its source's, for messages. */
  add(record: RunRecord, source: number, name: string): void {
    if (this.#options.steps.kind === 'field') {
      const where = () => `${name}:${record.line}`;
      if (this.#ownSteps.length === 0) this.#firstWhere = where();
      this.#ownSteps.add(this.#counter.next(record, where));
    }
    if (record.ids !== undefined) this.#addIds(record.ids, record.words ?? 0);
    else if (record.boundaries === undefined) this.#addTokens(record.utf8 ?? record.text);
    else this.#addParts(record.text, record.boundaries);
    this.#modelTokens += record.modelTokens ?? 0;
    this.#endRecord();
    // With steps for resolution nobody can ask for an id.
    const id = this.#options.resolution === 'record' ? record.id : null;
    this.#records.add({ source, line: record.line }, id);
    this.#addFacet(record, name);
    this.#texts?.store.add(record.utf8 ?? record.text, record.boundaries);
  }

  /**
   * Takes the records of plain lines that these texts are of, the first of them being at `position`.
   * `name` is their source's, for messages.
   */
  addPlain(
    plain: PlainLines,
    texts: PlainTexts,
    { source, line, name }: Position & { readonly name: string },
  ): void {
    if (texts.step !== undefined) this.#addStep(texts, texts.step, () => `${name}:${line}`);
    const hasIds = this.#options.resolution === 'record';
    const taken = (text: number) => {
      this.#endRecord();
      const id = hasIds ? plain.idText(text) : undefined;
      this.#records.addUtf8({ source, line: line + text - texts.first }, id);
      this.#texts?.store.add(textAt(texts, text));
    };
    if (this.#textAnalyzer === undefined) throw new Error('texts where ids are indexed');
    this.#textAnalyzer.addRecords(texts, this.#sink, taken);
  }

  #addStep({ first, end }: PlainTexts, step: number, where: () => string): void {
    if (this.#ownSteps.length === 0) this.#firstWhere = where();
    this.#counter.takeStep(step, end - first, where);
    for (let i = first; i < end; i++) this.#ownSteps.add(step);
  }

  /** Sorts the symbols; the long part, before the base need be known. */
  sort(): void {
    const { kernel } = this.#options;
    const filled = {
      ids: this.#sink.ids,
      length: this.#sink.length,
      recordEnds: this.#amounts.ends,
      boundaries: this.#boundaries,
      analyzer: this.#analyzer,
    };
    const text = renumberTerms(filled, kernel);
    this.#sorted = { text, suffixes: sortSuffixes(text, kernel) };
  }

  /** Writes the files, durable under their names once this returns (their folder not synced). */
  write(base: SegmentBase): Sealed {
    if (this.#sorted === undefined) throw new Error('write before sort');
    const { directory, files, kernel } = this.#options;
    const name = segmentName(base.id);
    const filled = this.filled;
    let text: FileRow | null = null;
    if (this.#texts !== undefined) {
      const textBytes = this.#texts.store.end();
      const path = join(directory, `${name}.text`);
      const { byteLength, crc } = this.#texts.file.finish({ textBytes }, path);
      text = { name: `${name}.text`, byteLength, crc };
    }
    const { byteLength, crc } = writeSegment(
      join(directory, `${name}.index`),
      {
        ...this.#sorted,
        amounts: this.#amounts,
        records: this.#records,
        facets: this.#facets,
        steps: this.#stepsToWrite,
        groups: this.#endGroups(base),
      },
      { kernel, files },
    );
    const index = { name: `${name}.index`, byteLength, crc };
    const { sources } = this.#records;
    const facets = this.#facets && { facets: this.#facets.facets };
    return { base, filled, ...this.#steps(base), sources, ...facets, index, text };
  }

  /** Removes unfinished files; may be called at any time and twice. */
  discard(): void {
    this.#texts?.file.discard();
  }

  #addFacet({ facet = 'null', line }: RunRecord, name: string): void {
    if (this.#facets?.isTooMany(facet) === true) throw tooManyFacets(`${name}:${line}`, facet);
    this.#facets?.add(facet);
  }

  #addIds(ids: Uint32Array, words: number): void {
    if (this.#interner === undefined) throw new Error('ids where texts are indexed');
    this.#interner.addIds(ids, this.#sink);
    this.#sink.words += words;
  }

  #endRecord(): void {
    this.#push(recordEnd);
    this.#amounts.add({
      symbols: this.#sink.length,
      boundaries: this.#boundaries,
      words: this.#sink.words,
      modelTokens: this.#modelTokens,
    });
  }

  /** Parts of a text with a boundary between any two that have tokens. */
  #addParts(text: string, boundaries: readonly number[]): void {
    const sink = this.#sink;
    const first = sink.length;
    let start = 0;
    for (const end of [...boundaries, text.length]) {
      const isLater = sink.length > first;
      if (isLater) this.#push(boundary);
      const tokens = this.#addTokens(text.slice(start, end));
      if (isLater && tokens === 0) sink.length--;
      else if (isLater) this.#boundaries++;
      start = end;
    }
  }

  get #stepsToWrite(): StepTableBuilder | undefined {
    return this.#options.steps.kind === 'field' ? this.#ownSteps : undefined;
  }

  #endGroups({ consumed: before }: SegmentBase): Uint32Array | undefined {
    const { resolution, steps } = this.#options;
    if (resolution === 'record') return undefined;
    const place = { pace: findPace(steps), before };
    return endGroups({ amounts: this.#amounts, steps: this.#stepsToWrite, place });
  }

  #push(id: number): void {
    this.#sink.reserve(1);
    this.#sink.ids[this.#sink.length++] = id;
  }

  /** Of the first and the last record. */
  #steps({ consumed }: SegmentBase): { firstStep: number; lastStep: number } {
    const pace = findPace(this.#options.steps);
    if (pace === undefined) {
      return { firstStep: this.#ownSteps.first, lastStep: this.#ownSteps.last };
    }
    const stepAfter = (records: number) =>
      findStep(pace, consumed[pace.unit] + this.#amounts.by(records)[pace.unit]).step;
    return { firstStep: stepAfter(0), lastStep: stepAfter(this.#amounts.records - 1) };
  }
}
