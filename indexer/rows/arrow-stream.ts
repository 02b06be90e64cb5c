// An Arrow stream file by position: where its schema, dictionaries and record batches lie.
//
//   message  FF FF FF FF, length u32 of the metadata, metadata (flatbuffer), body
//   end      FF FF FF FF, 00 00 00 00
//
// Only metadata is read here; apache-arrow decodes it, and a batch once it is asked for. Streams
// have no checksum: what can be checked is that lengths fit and that the end mark is there.

import { type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import type { PositionedFile } from './positioned-file.ts';

export interface ArrowBatchPlace {
  readonly startByte: number;
  readonly byteLength: number;
  readonly rows: number;
}

const continuation = 0xffff_ffff;
const mostMetadataBytes = 256 << 20;
/** Of the file format, whose streams begin behind it. */
const fileMagic = 'ARROW1';

export class ArrowStream {
  readonly batches: readonly ArrowBatchPlace[];
  readonly rows: number;
  readonly schema: Schema;
  #file: PositionedFile;
  /** Schema and dictionaries: what stands before every batch. */
  #head: Buffer;

  /** Walks the messages; throws `source_truncated` and `source_damaged`. */
  constructor(file: PositionedFile) {
    this.#file = file;
    const batches: ArrowBatchPlace[] = [];
    const head: ArrowBatchPlace[] = [];
    let rows = 0;
    for (const { place, kind, batchRows } of this.#walk()) {
      if (kind === 'batch') batches.push({ ...place, rows: batchRows });
      else head.push({ ...place, rows: 0 });
      rows += batchRows;
    }
    this.batches = batches;
    this.rows = rows;
    this.#head = Buffer.concat(
      head.map(({ startByte, byteLength }) => file.read(startByte, byteLength)),
    );
    this.schema = this.#decode('its schema', 0, () => {
      const reader = RecordBatchReader.from(this.#head).open();
      if (reader.schema === undefined) throw new Error('there is none');
      return reader.schema;
    });
  }

  readBatch(place: ArrowBatchPlace): RecordBatch {
    const bytes = this.#file.read(place.startByte, place.byteLength);
    return this.#decode('a record batch', place.startByte, () => {
      const reader = RecordBatchReader.from(Buffer.concat([this.#head, bytes]));
      const { value } = reader.next();
      if (value === undefined || value === null) throw new Error('it holds no batch');
      if ((value as RecordBatch).numRows !== place.rows) throw new Error('its rows differ');
      return value as RecordBatch;
    });
  }

  *#walk() {
    const { sizeBytes } = this.#file;
    if (this.#file.read(0, Math.min(6, sizeBytes)).toString('latin1') === fileMagic) {
      throw this.#damaged(
        0,
        'is an Arrow file, expected an Arrow stream as save_to_disk writes it',
      );
    }
    for (let at = 0; ; ) {
      const prefix = this.#file.read(at, 8);
      const length = prefix.readUInt32LE(4);
      if (prefix.readUInt32LE(0) !== continuation || length > mostMetadataBytes) {
        throw this.#damaged(at, 'has no message there');
      }
      if (length === 0) {
        if (at + 8 === sizeBytes) return;
        throw this.#damaged(at + 8, `goes on for ${sizeBytes - at - 8} bytes behind its end mark`);
      }
      const metadata = this.#file.read(at + 8, length);
      const message = this.#decode('a message', at, () => Message.decode(metadata));
      const byteLength = 8 + length + Number(message.bodyLength);
      if (!Number.isSafeInteger(byteLength) || at + byteLength + 8 > sizeBytes) {
        throw this.#file.refuse(
          'source_truncated',
          `ends at byte ${sizeBytes}, inside the message at byte ${at} or without the end mark: it is cut short, copy or write it again`,
          { byte: sizeBytes },
        );
      }
      const isBatch = message.isRecordBatch();
      const batchRows = isBatch
        ? this.#decode('a batch', at, () => Number(message.header().length))
        : 0;
      yield {
        place: { startByte: at, byteLength },
        kind: isBatch ? ('batch' as const) : ('head' as const),
        batchRows,
      };
      at += byteLength;
    }
  }

  #decode<T>(what: string, byte: number, action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw this.#damaged(byte, `cannot be read in ${what}: ${(cause as Error).message}`, cause);
    }
  }

  #damaged(byte: number, found: string, cause?: unknown) {
    const message = `${found}, at byte ${byte}. Copy or write it again.`;
    return this.#file.refuse('source_damaged', message, { byte }, cause);
  }
}
