// An Arrow stream file by position: where its schema, dictionaries and record batches lie.
//
//   message  FF FF FF FF, length u32 of the metadata, metadata (flatbuffer), body
//   end      FF FF FF FF, 00 00 00 00
//
// Only metadata is read here; apache-arrow decodes it, and a batch once it is asked for. A stream may
// replace a dictionary or add to it, so each batch is decoded with those that stand before it. Streams
// have no checksum: what can be checked is that lengths fit and that the end mark is there.

import { RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import { causeMessage } from '../../errors/cause.ts';
import type { PositionedFile } from '../../input/bytes/positioned-file.ts';

interface MessagePlace {
  readonly startByte: number;
  readonly byteLength: number;
}

interface ArrowBatchPlace extends MessagePlace {
  readonly rows: number;
  /** How many of the stream's dictionaries stand before it. */
  readonly dictionaries: number;
}

interface DictionaryPlace extends MessagePlace {
  readonly id: string;
  /** Adds to the one before of the same id, and does not replace it. */
  readonly isDelta: boolean;
}

type Kind =
  | { readonly kind: 'schema' }
  | { readonly kind: 'batch'; readonly rows: number }
  | { readonly kind: 'dictionary'; readonly id: string; readonly isDelta: boolean };

const continuation = 0xffff_ffff;
const maxMetadataBytes = 256 << 20;
/** Of the file format, whose streams begin behind it. */
const fileMagic = 'ARROW1';

export class ArrowStream {
  readonly batches: readonly ArrowBatchPlace[];
  readonly rows: number;
  readonly schema: Schema;
  #file: PositionedFile;
  #schema: Buffer;
  #dictionaries: DictionaryPlace[] = [];
  /** Schema and dictionaries of the last batch that was read. */
  #head: { readonly dictionaries: number; readonly bytes: Buffer } | undefined;

  /** Walks the messages; throws `source_truncated` and `source_damaged`. */
  constructor(file: PositionedFile) {
    this.#file = file;
    const batches: ArrowBatchPlace[] = [];
    const schema: Buffer[] = [];
    let rows = 0;
    for (const { place, message } of this.#walk()) {
      if (message.kind === 'schema') schema.push(file.read(place.startByte, place.byteLength));
      if (message.kind === 'dictionary') this.#dictionaries.push({ ...message, ...place });
      if (message.kind !== 'batch') continue;
      batches.push({ ...place, rows: message.rows, dictionaries: this.#dictionaries.length });
      rows += message.rows;
    }
    this.batches = batches;
    this.rows = rows;
    this.#schema = Buffer.concat(schema);
    this.schema = this.#decode('its schema', 0, () => {
      const reader = RecordBatchReader.from(this.#schema).open();
      if (reader.schema === undefined) throw new Error('there is none');
      return reader.schema;
    });
  }

  readBatch(place: ArrowBatchPlace): RecordBatch {
    const bytes = this.#file.read(place.startByte, place.byteLength);
    const head = this.#readHead(place.dictionaries);
    return this.#decode('a record batch', place.startByte, () => {
      const reader = RecordBatchReader.from(Buffer.concat([head, bytes]));
      const { value } = reader.next();
      if (!(value instanceof RecordBatch)) throw new Error('it holds no batch');
      if (value.numRows !== place.rows) throw new Error('its rows differ');
      return value;
    });
  }

  /** The schema, and the first `dictionaries` ones without those that were replaced. */
  #readHead(dictionaries: number): Buffer {
    if (this.#head?.dictionaries !== dictionaries) {
      const byId = new Map<string, MessagePlace[]>();
      for (const place of this.#dictionaries.slice(0, dictionaries)) {
        const added = byId.get(place.id);
        if (place.isDelta && added !== undefined) added.push(place);
        else byId.set(place.id, [place]);
      }
      const places = [...byId.values()].flat().sort((a, b) => a.startByte - b.startByte);
      const read = places.map((place) => this.#file.read(place.startByte, place.byteLength));
      this.#head = { dictionaries, bytes: Buffer.concat([this.#schema, ...read]) };
    }
    return this.#head.bytes;
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
      if (prefix.readUInt32LE(0) !== continuation || length > maxMetadataBytes) {
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
      yield {
        place: { startByte: at, byteLength },
        message: this.#decode('a message', at, () => readKind(message)),
      };
      at += byteLength;
    }
  }

  #decode<T>(what: string, byte: number, action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw this.#damaged(byte, `cannot be read in ${what}: ${causeMessage(cause)}`, cause);
    }
  }

  #damaged(byte: number, found: string, cause?: unknown) {
    const message = `${found}, at byte ${byte}. Copy or write it again.`;
    return this.#file.damaged(message, { byte }, cause);
  }
}

function readKind(message: Message): Kind {
  if (message.isRecordBatch()) return { kind: 'batch', rows: Number(message.header().length) };
  if (message.isDictionaryBatch()) {
    const { id, isDelta } = message.header();
    return { kind: 'dictionary', id: String(id), isDelta };
  }
  if (message.isSchema()) return { kind: 'schema' };
  throw new Error(`a message of type ${message.headerType} is not one of a stream of batches`);
}
