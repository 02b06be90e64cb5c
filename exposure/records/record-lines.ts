// Records as they were consumed -> lines of JSON, as bytes.
//
// A line has "step", "rank", "id", "source", "line" or "row", and "text", or "parts" where boundaries
// divide the text. Nothing is held but a chunk of lines and a block of texts, or a few of a long text.

import type { LocalRecord, Step } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import { TextCursor } from '../../store/segment/text-cursor.ts';
import { boundaryByte } from '../../store/segment/text-store.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { JsonChunks } from './json-chunks.ts';
import type { LocalRecords } from './record-range.ts';

/** Bytes of a text that is read once. A longer one is read for its boundaries first. */
const maxHeldBytes = 4 << 20;

export interface LineOptions {
  readonly snapshot: Snapshot;
  /** Texts where they are stored; otherwise none. */
  readonly withText: boolean;
  /** Lines at most; all by default. */
  readonly limit?: number | undefined;
  /** For tests: bytes of a text that is read once. */
  readonly heldBytes?: number;
}

/**
 * The lines of records in chunks, and `undefined` wherever a caller with other work can pause. `found`
 * gives records in order of rank, and `undefined` as well.
 */
export function* walkRecordLines(
  found: Iterable<LocalRecords | undefined>,
  { snapshot, withText, limit = Number.POSITIVE_INFINITY, heldBytes = maxHeldBytes }: LineOptions,
): Generator<Buffer | undefined, void, undefined> {
  const chunks = new JsonChunks();
  let writer: SegmentLines | undefined;
  let left = limit;
  for (const some of found) {
    if (left <= 0) break;
    yield undefined;
    if (some === undefined) continue;
    const { segment, records } = some;
    if (writer?.segment !== segment) {
      writer = new SegmentLines(chunks, { snapshot, segment, withText, heldBytes });
    }
    for (const record of records) {
      for (const _ of writer.write(record)) yield* chunks.take();
      yield undefined;
      if (--left <= 0) break;
    }
  }
  yield* chunks.end();
}

interface SegmentOptions extends Omit<LineOptions, 'limit'> {
  readonly segment: Segment;
  readonly heldBytes: number;
}

/** Writes lines of the records of one segment. */
class SegmentLines {
  readonly segment: Segment;
  #chunks: JsonChunks;
  #snapshot: Snapshot;
  #heldBytes: number;
  #texts: TextCursor | undefined;
  /** Without records, an index has no ids. */
  #hasIds: boolean;
  /** The step of the records up to `#stepEnd`, from the one on that was written last. */
  #step: Step = 0;
  #stepEnd: LocalRecord = 0;
  #source = { name: '', json: '' };

  constructor(chunks: JsonChunks, { snapshot, segment, withText, heldBytes }: SegmentOptions) {
    this.segment = segment;
    this.#chunks = chunks;
    this.#snapshot = snapshot;
    this.#heldBytes = heldBytes;
    const texts = withText ? segment.texts : undefined;
    if (texts !== undefined) this.#texts = new TextCursor(texts);
    this.#hasIds = snapshot.resolution === 'record';
  }

  /** Writes one line; yields where chunks may have become full. Records come in ascending order. */
  *write(record: LocalRecord): Generator<undefined, void, undefined> {
    const { recordTable, firstRank } = this.segment;
    const { source, line, isRow } = this.#snapshot.place(recordTable.position(record));
    if (source !== this.#source.name) {
      this.#source = { name: source, json: JSON.stringify(source) };
    }
    const id = this.#hasIds ? `,"id":${JSON.stringify(recordTable.id(record))}` : '';
    this.#chunks.write(
      `{"step":${this.#stepOf(record)},"rank":${firstRank + record}${id},"source":${this.#source.json},"${isRow ? 'row' : 'line'}":${line}`,
    );
    if (this.#texts !== undefined) yield* this.#writeText(this.#texts, record);
    this.#chunks.write('}\n');
    yield undefined;
  }

  *#writeText(texts: TextCursor, record: LocalRecord): Generator<undefined, void, undefined> {
    const isHeld = texts.byteLength(record) <= this.#heldBytes;
    const pieces = () => texts.walk(record);
    const held = isHeld ? pieces().toArray() : undefined;
    let hasBoundary = false;
    for (const piece of held ?? pieces()) {
      hasBoundary ||= piece.includes(boundaryByte);
      if (!isHeld) yield undefined;
    }
    this.#chunks.write(hasBoundary ? ',"parts":["' : ',"text":"');
    for (const piece of held ?? pieces()) {
      this.#chunks.writeText(piece);
      if (!isHeld) yield undefined;
    }
    this.#chunks.write(hasBoundary ? '"]' : '"');
  }

  /** The end of a step is searched for once a step. */
  #stepOf(record: LocalRecord): Step {
    if (record >= this.#stepEnd) {
      const { steps } = this.segment;
      this.#step = steps.stepOf(record);
      this.#stepEnd = steps.recordsBy(this.#step);
    }
    return this.#step;
  }
}
