// The worker's side of a build: takes batches of ranges, gives finished segments.
//
// Runs in a thread (build-worker.ts) or, for tests, in the caller's over a MessageChannel: it knows
// a port only. Work is synchronous in slices of a batch; between them it waits for messages.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { type OpenReading, openReading, readPlainly } from '../../corpus/open-reading.ts';
import { type RecordTaker, readLines, readRows } from '../../corpus/read-records.ts';
import type { TakeLimit } from '../../corpus/run-end.ts';
import type { RunRecord } from '../../corpus/shape-record.ts';
import { IndexError } from '../../errors.ts';
import type { BadRecord } from '../../formats/lines/decode-batch.ts';
import type { PlainLines } from '../../input/lines/plain-lines.ts';
import type { Kernel } from '../../native/kernel.ts';
import type { FileOperations } from '../../store/files.ts';
import { type Consumed, nothingConsumed } from '../../store/segment/record-amounts.ts';
import { createCorpusAnalyzer } from '../../text/corpus-analyzer.ts';
import { growingSink } from '../../text/token-sink.ts';
import { bytesOf } from '../../text/utf8-text.ts';
import { isFull } from '../plan-memory.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './range-messages.ts';
import { RangeTally } from './range-tally.ts';
import { RowReaders } from './row-readers.ts';
import { SegmentBuilder } from './segment-builder.ts';
import type { SegmentBase } from './segment-messages.ts';

type BatchMessage = Extract<ToWorker, { kind: 'batch' }>;
type RowsMessage = Extract<ToWorker, { kind: 'rows' }>;
type Work = Extract<ToWorker, { kind: 'batch' | 'rows' | 'end-range' | 'end-segment' }>;

/** A batch at work: its source, the amounts before it, and where it ends. */
interface Taking {
  readonly source: number;
  readonly name: string;
  readonly before: Consumed;
  readonly limit: TakeLimit | undefined;
  /** As in `Taken`. */
  lastStep: number;
}

/** A plain line of a batch, and which one of its source it is. */
interface PlainPlace {
  readonly plain: PlainLines;
  readonly index: number;
  readonly line: number;
}

/** Thrown where a worker waits, once it has to close: messages in the inbox stay undone. */
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
  #reading: OpenReading | undefined;
  #rows = new RowReaders();
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
      if (message.kind === 'close') this.#close();
      else if (message.kind === 'base') this.#bases.push(message.base);
      else if (message.kind === 'open-rows') this.#rows.add(message.source, message.spec);
      else if (message.kind === 'end-segment') this.#inbox.unshift(message);
      else this.#inbox.push(message);
      this.#wake?.();
    });
  }

  /** Works until the message `close`; errors are posted, never thrown. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const message = await this.#next(() => this.#inbox.shift());
        await this.#work(message);
        // A turn for new messages: a full inbox would not let them in.
        await nextTurn();
      }
    } catch (error) {
      // Once it closes, its files are closed as well, which a read may find.
      if (error !== closing && !this.#closing) this.#postError(error);
    } finally {
      this.#builder?.discard();
      this.#rows.close();
      this.#port.close();
    }
  }

  /** Ends a read that waits for the net, too. */
  #close(): void {
    this.#closing = true;
    this.#rows.close();
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
    if (error instanceof IndexError) {
      const { code, message, details } = error;
      this.#post({ kind: 'failed', code, message, details });
      return;
    }
    const message = String(error instanceof Error ? error.stack : error);
    this.#post({ kind: 'failed', code: undefined, message, details: {} });
  }

  async #take({ range, batch, source, name, limit }: BatchMessage): Promise<void> {
    // A segment ends between batches, so that a commit stands at a batch's end of its source.
    await this.#makeRoom(range, batch.bytes.length + batch.lines);
    const reading = await this.#openReading();
    const taking = this.#startTaking(source, name, limit);
    const bytes = batch.bytes.length;
    const stoppedAt = readLines(batch, reading, this.#taker(taking));
    // Gives the memory back now: buffers that wait for a collection would cause one after the other.
    batch.bytes.buffer.transfer(0);
    this.#postTaken({ range, bytes, stoppedAt }, taking);
  }

  /** The worker reads them itself; here a segment may end before any record. */
  async #takeRows({ range, rows, source, limit }: RowsMessage): Promise<void> {
    const reading = await this.#openReading();
    const { name, reader } = await this.#rows.reader(source);
    const taking = this.#startTaking(source, name, limit);
    const makeRoom = ({ text }: RunRecord) => {
      if (this.#closing) throw closing;
      return this.#makeRoom(range, text.length + 1);
    };
    const taker = { ...this.#taker(taking), makeRoom };
    const stoppedAt = await readRows({ reader, ...rows }, reading, taker);
    this.#postTaken({ range, bytes: rows.bytes, stoppedAt }, taking);
  }

  /** Seals the segment where as many bytes might no longer fit. */
  #makeRoom(range: number, bytes: number): Promise<void> | undefined {
    if (this.#builder === undefined || !isFull(this.#builder.fill, bytes, this.#options)) return;
    return this.#seal(range);
  }

  #startTaking(source: number, name: string, limit: TakeLimit | undefined): Taking {
    return { source, name, limit, before: this.#amounts(), lastStep: 0 };
  }

  #postTaken(
    batch: { readonly range: number; bytes: number; stoppedAt: number | undefined },
    { before, lastStep }: Taking,
  ): void {
    const now = this.#amounts();
    this.#post({
      kind: 'consumed',
      ...batch,
      records: now.records - before.records,
      tokens: now.tokens - before.tokens,
      words: now.words - before.words,
      modelTokens: now.modelTokens - before.modelTokens,
      lastStep,
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

  /** Opened by the first batch: a tokenizer takes long to load. */
  async #openReading(): Promise<OpenReading> {
    const keepsIds = this.#options.analyzer === 'ids';
    this.#reading ??= readPlainly(await openReading(this.#options, keepsIds), this.#kernel);
    return this.#reading;
  }

  #taker(taking: Taking): RecordTaker {
    const { source, name } = taking;
    return {
      name,
      ...(taking.limit === undefined &&
        this.#options.analyzer !== 'ids' && {
          takePlain: (plain, index, line) => this.#takePlain({ plain, index, line }, taking),
        }),
      tally: this.#tally.tally(source),
      onBadRecord: this.#options.onBadRecord,
      onSkipped: (bad) => this.#tally.list(source, bad),
      take: (record) => this.#takeRecord(record, taking),
    };
  }

  #takePlain({ plain, index, line }: PlainPlace, taking: Taking): number {
    const texts = plain.texts(index);
    // A text that may have more tokens than a segment is counted before.
    if (texts.end === index || bytesOf(texts) >= this.#options.segmentSymbols) return 0;
    this.#builder ??= this.#newBuilder();
    this.#builder.addPlain(plain, texts, { ...taking, line });
    taking.lastStep = texts.step ?? 0;
    return texts.end - index;
  }

  #takeRecord(record: RunRecord, taking: Taking): ReturnType<RecordTaker['take']> {
    const { source, name, limit, before } = taking;
    const { step = 0 } = record;
    if (limit?.unit === 'step' && step > limit.amount) return 'behind';
    taking.lastStep = step;
    const tooLong = this.#tooLong(record);
    if (tooLong !== undefined) return tooLong;
    this.#builder ??= this.#newBuilder();
    this.#builder.add(record, source, name);
    if (limit === undefined || limit.unit === 'step') return 'taken';
    return this.#amounts()[limit.unit] - before[limit.unit] < limit.amount ? 'taken' : 'last';
  }

  /** A record with more tokens than a segment may have; only a very long text is counted. */
  #tooLong(record: RunRecord): BadRecord | undefined {
    const { segmentSymbols, analyzer } = this.#options;
    // A text has no more units than bytes.
    if (record.utf8 !== undefined && record.utf8.end - record.utf8.start < segmentSymbols) {
      return undefined;
    }
    const { text, line, ids } = record;
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
      hasFacets: this.#options.reading.facetField !== undefined,
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
