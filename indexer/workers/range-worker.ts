// The worker's side of a build: takes batches of ranges, gives finished segments.
//
// Runs in a thread (build-worker.ts) or, for tests, in the caller's over a MessageChannel: it knows
// a port only. Work is synchronous in slices of a batch; between them it waits for messages.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { badRecordError } from '../../corpus/bad-record.ts';
import type { RowSources } from '../../corpus/row-sources.ts';
import type { TakeLimit } from '../../corpus/run-end.ts';
import { type RunRecord, type ShapeOptions, shapeText } from '../../corpus/shape-record.ts';
import { stepReading } from '../../corpus/step-rule.ts';
import { IndexError } from '../../errors.ts';
import { type BadRecord, decodeBatch } from '../../formats/lines/decode-batch.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { Kernel } from '../../native/kernel.ts';
import type { FileOperations } from '../../store/files.ts';
import { type Consumed, nothingConsumed } from '../../store/segment/step-table.ts';
import { createCorpusAnalyzer } from '../../text/corpus-analyzer.ts';
import { growingSink } from '../../text/token-sink.ts';
import { isFull } from '../plan-memory.ts';
import type { FromWorker, SegmentBase, ToWorker, WorkerOptions } from './range-messages.ts';
import { RangeTally } from './range-tally.ts';
import { SegmentBuilder } from './segment-builder.ts';

type BatchMessage = Extract<ToWorker, { kind: 'batch' }>;
type RowsMessage = Extract<ToWorker, { kind: 'rows' }>;
type Work = Extract<ToWorker, { kind: 'batch' | 'rows' | 'end-range' | 'end-segment' }>;

/** A batch at work: what had been taken before it, and where it ends. */
interface Taking {
  readonly before: Consumed;
  readonly limit: TakeLimit | undefined;
  /** As in `Taken`. */
  lastStep: number;
  stoppedAt: number | undefined;
}

/** A record's source, and its line there or, of rows, its place in consumed order; from 1 on. */
interface RecordPlace {
  readonly source: number;
  readonly name: string;
  readonly position: number;
}

/** Thrown where a worker waits, once it is told to close: what is in the inbox stays undone. */
const closing = Symbol('closing');

export class RangeWorker {
  #options: WorkerOptions;
  #kernel: Kernel;
  #files: FileOperations;
  #port: MessagePort;
  #inbox: Work[] = [];
  #bases: SegmentBase[] = [];
  #wake: (() => void) | undefined;
  #closing = false;
  #builder: SegmentBuilder | undefined;
  #part = 0;
  /** The range under work, and how many of its batches were taken. */
  #range: number | undefined;
  #batches = 0;
  #tally = new RangeTally();
  #shape: ShapeOptions | undefined;
  #rowSpecs: Extract<ToWorker, { kind: 'open-rows' }>[] = [];
  #rowSources: RowSources | undefined;
  /** Amounts of the segments that are sealed. */
  #sealed: Consumed = nothingConsumed;

  constructor(
    port: MessagePort,
    options: WorkerOptions,
    tools: { kernel: Kernel; files: FileOperations },
  ) {
    this.#port = port;
    this.#options = options;
    this.#kernel = tools.kernel;
    this.#files = tools.files;
    port.on('message', (message: ToWorker) => {
      if (message.kind === 'close') this.#closing = true;
      else if (message.kind === 'base') this.#bases.push(message.base);
      else if (message.kind === 'open-rows') this.#rowSpecs.push(message);
      else if (message.kind === 'end-segment') this.#inbox.unshift(message);
      else this.#inbox.push(message);
      this.#wake?.();
    });
  }

  /** Works until it is told to close; errors are said to the other side, never thrown. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const message = await this.#next(() => this.#inbox.shift());
        await this.#work(message);
        // A turn for what is said meanwhile: a full inbox would not let it in.
        await nextTurn();
      }
    } catch (error) {
      if (error !== closing) this.#postError(error);
    } finally {
      this.#builder?.discard();
      this.#rowSources?.close();
      this.#port.close();
    }
  }

  async #work(message: Work): Promise<void> {
    const { range } = message;
    if (message.kind === 'end-range') return await this.#endRange(range);
    if (message.kind === 'end-segment') return await this.#endSegment(range);
    this.#range = range;
    if (message.kind === 'batch') await this.#take(message);
    else await this.#takeRows(message);
    this.#batches++;
  }

  #postError(error: unknown): void {
    const known = error instanceof IndexError;
    this.#post({
      kind: 'failed',
      code: known ? error.code : undefined,
      message: known ? error.message : String((error as Error)?.stack ?? error),
      details: known ? error.details : {},
    });
  }

  async #take({ range, batch, source, name, limit }: BatchMessage): Promise<void> {
    // A segment ends between batches, so that a commit stands at a batch's end of its source.
    const most = batch.bytes.length + batch.lines;
    if (this.#builder !== undefined && isFull(this.#builder.fill, most, this.#options)) {
      await this.#seal(range);
    }
    const shape = await this.#shapeOptions();
    const taking = this.#startTaking(limit);
    this.#decode(batch, shape, { source, name, taking });
    this.#postTaken(range, batch.bytes.length, taking);
  }

  #startTaking(limit: TakeLimit | undefined): Taking {
    return { before: this.#amounts(), limit, lastStep: 0, stoppedAt: undefined };
  }

  #postTaken(range: number, bytes: number, { before, lastStep, stoppedAt }: Taking): void {
    const now = this.#amounts();
    this.#post({
      kind: 'consumed',
      range,
      bytes,
      records: now.records - before.records,
      tokens: now.tokens - before.tokens,
      words: now.words - before.words,
      modelTokens: now.modelTokens - before.modelTokens,
      lastStep,
      stoppedAt,
    });
  }

  /** All that this worker has taken. */
  #amounts(): Consumed {
    const sealed = this.#sealed;
    if (this.#builder === undefined) return sealed;
    const { records, tokens, words, modelTokens } = this.#builder.filled;
    return {
      records: sealed.records + records,
      tokens: sealed.tokens + tokens,
      words: sealed.words + words,
      modelTokens: sealed.modelTokens + modelTokens,
    };
  }

  /** The worker reads them itself; here a segment may end before any record. */
  async #takeRows({ range, rows, source, limit }: RowsMessage): Promise<void> {
    const sources = await this.#openRowSources();
    for (const { source, spec } of this.#rowSpecs.splice(0)) sources.add(source, spec);
    const name = sources.nameOf(source);
    const taking = this.#startTaking(limit);
    let position = rows.start;
    reading: for await (const some of sources.read(source, rows.start, rows.end)) {
      if (this.#closing) throw closing;
      for (const record of some) {
        position++;
        if ('code' in record) {
          this.#onBad(record, source, name);
          continue;
        }
        const most = record.text.length + 1;
        if (this.#builder !== undefined && isFull(this.#builder.fill, most, this.#options)) {
          await this.#seal(range);
        }
        if (!this.#takeRecord(record, { source, name, position }, taking)) break reading;
      }
    }
    this.#postTaken(range, rows.bytes, taking);
  }

  async #openRowSources(): Promise<RowSources> {
    if (this.#rowSources === undefined) {
      const { RowSources } = await import('../../corpus/row-sources.ts');
      this.#rowSources = new RowSources(await this.#shapeOptions());
    }
    return this.#rowSources;
  }

  /** The tokenizer is loaded by the first batch that needs it, and its library with it. */
  async #shapeOptions(): Promise<ShapeOptions> {
    if (this.#shape === undefined) {
      const { tokenizer, truncate, endOfDocument } = this.#options;
      const load = async (place: NamedPath) =>
        (await import('../../corpus/load-tokenizer.ts')).loadTokenizer(place);
      this.#shape = {
        tokenizer: tokenizer === undefined ? undefined : await load(tokenizer),
        truncate,
        endOfDocument,
        keepsIds: this.#options.analyzer === 'ids',
      };
    }
    return this.#shape;
  }

  #onBad(bad: BadRecord, source: number, name: string, isOpen = false): void {
    if (this.#options.onBadRecord === 'fail') throw badRecordError(name, bad, isOpen);
    this.#tally.addSkipped(source, bad);
  }

  /** Takes the record unless the run ends before it; gives whether more of the batch may be taken. */
  #takeRecord(record: RunRecord, { source, name, position }: RecordPlace, taking: Taking): boolean {
    const { limit, before } = taking;
    if (limit?.unit === 'step' && (record.step as number) > limit.amount) {
      taking.stoppedAt = position - 1;
      return false;
    }
    this.#add(record, source, name);
    taking.lastStep = record.step ?? 0;
    if (limit === undefined || limit.unit === 'step') return true;
    if (this.#amounts()[limit.unit] - before[limit.unit] < limit.amount) return true;
    taking.stoppedAt = position;
    return false;
  }

  #add(record: RunRecord, source: number, name: string): void {
    const tooLong = this.#tooLong(record);
    if (tooLong !== undefined) {
      this.#onBad(tooLong, source, name);
      return;
    }
    this.#builder ??= this.#newBuilder();
    this.#builder.add(record, source, name);
    this.#tally.addRecord(source, record);
  }

  #decode(
    batch: SourceBatch,
    shape: ShapeOptions,
    { source, name, taking }: { source: number; name: string; taking: Taking },
  ): void {
    const { textField, idField, stepRule } = this.#options;
    const isPlain = shape.tokenizer === undefined && shape.truncate === undefined;
    decodeBatch(
      { ...batch, source: name },
      { textField, idField, ...stepReading(stepRule) },
      {
        onRecord: (record) => {
          const place = { source, name, position: record.line };
          const at = () => `${name}, line ${record.line}`;
          return this.#takeRecord(isPlain ? record : shapeText(record, shape, at), place, taking);
        },
        onBad: (bad) => this.#onBad(bad, source, name, batch.isOpen),
        onPadding: () => this.#tally.addPadding(source),
      },
    );
  }

  /** A record with more tokens than a segment may have; only a very long text is counted. */
  #tooLong({ text, line, ids }: RunRecord): BadRecord | undefined {
    const { segmentSymbols, analyzer } = this.#options;
    if (text.length < segmentSymbols) return undefined;
    const sink = growingSink(1 << 16);
    const tokens =
      analyzer === 'ids'
        ? (ids?.length ?? 0)
        : createCorpusAnalyzer(analyzer, this.#kernel).addRecord(text, sink);
    if (tokens < segmentSymbols) return undefined;
    const message = `line ${line} has ${tokens} tokens, more than the ${segmentSymbols - 1} that fit into a segment: split it, or allow more with --memory`;
    return { line, code: 'record_too_long', message };
  }

  async #endRange(range: number): Promise<void> {
    const counts = this.#tally.take();
    await this.#seal(range, () => this.#post({ kind: 'range-read', range, ...counts }));
    this.#part = 0;
    this.#range = undefined;
    this.#batches = 0;
    this.#post({ kind: 'range-sealed', range });
  }

  /** Where the range is over, its end has been said. */
  async #endSegment(range: number): Promise<void> {
    if (range !== this.#range) return;
    const part = { batches: this.#batches, ...this.#tally.take() };
    await this.#seal(range, () => this.#post({ kind: 'part-read', range, part }));
  }

  /** `onFilled` is called once all of the range is read, before the long part. */
  async #seal(range: number, onFilled: () => void = () => {}): Promise<void> {
    const builder = this.#builder;
    if (builder === undefined) {
      onFilled();
      return;
    }
    this.#post({ kind: 'filled', range, filled: builder.filled });
    onFilled();
    builder.sort();
    const base = await this.#next(() => this.#bases.shift());
    const sealed = builder.write(base);
    this.#sealed = this.#amounts();
    this.#builder = undefined;
    this.#part++;
    this.#post({ kind: 'sealed', range, sealed });
  }

  #newBuilder(): SegmentBuilder {
    return new SegmentBuilder({
      ...this.#options,
      label: `new-${process.pid}-${this.#options.worker}-${this.#part}`,
      kernel: this.#kernel,
      files: this.#files,
    });
  }

  #post(message: FromWorker): void {
    this.#port.postMessage(message);
  }

  async #next<T>(take: () => T | undefined): Promise<T> {
    for (;;) {
      if (this.#closing) throw closing;
      const got = take();
      if (got !== undefined) return got;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
