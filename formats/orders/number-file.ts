// A file of whole numbers, read by position: a NumPy .npy, or raw ones.
//
//   .npy  93 "NUMPY", version u8 u8, length of the header u16 (u32 from version 2 on), the header:
//         a Python dictionary with descr, fortran_order and shape; then the numbers

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { type NumberType, numberBytes, viewNumbers } from '../tokens/number-types.ts';

const typeOf: Readonly<Record<string, NumberType>> = {
  '|u1': 'uint8',
  '<i2': 'int16',
  '<i4': 'int32',
  '<u4': 'uint32',
  '<i8': 'int64',
  '<u8': 'uint64',
  '<u2': 'uint16',
};

/** Read at once where reading goes on, and where it goes to and fro. */
const windowNumbers = 1 << 13;
const fewNumbers = 16;
const numpyMagic = '\x93NUMPY';

export function startsAsNumpy(head: Buffer): boolean {
  return head.subarray(0, 6).toString('latin1') === numpyMagic;
}

export class NumberFile implements Disposable {
  readonly file: PositionedFile;
  readonly length: number;
  /** Of a .npy; one dimension for raw numbers. */
  readonly shape: readonly number[];
  #type: NumberType;
  #startByte: number;
  #window = new Float64Array(0);
  #windowStart = 0;

  /**
   * `raw` is the type of a file without a header; undefined: only a .npy will do. Throws
   * `source_truncated` and `source_damaged`.
   */
  constructor(path: NamedPath, raw: NumberType | undefined) {
    this.file = new PositionedFile(path);
    try {
      const head = this.file.read(0, Math.min(12, this.file.sizeBytes));
      const isNumpy = startsAsNumpy(head);
      const found = isNumpy ? this.#readHeader(head) : raw && this.#measure(raw);
      if (found === undefined) {
        throw this.file.refuse(
          'source_damaged',
          'is not a .npy file: expected it to begin with \\x93NUMPY',
          { byte: 0 },
        );
      }
      this.#type = found.type;
      this.#startByte = found.startByte;
      this.shape = found.shape;
    } catch (error) {
      this.file.close();
      throw error;
    }
    this.length = this.shape.reduce((product, size) => product * size, 1);
  }

  /** Number `index`; near ones are read together. */
  at(index: number): number {
    const local = index - this.#windowStart;
    if (local >= 0 && local < this.#window.length) return this.#window[local] as number;
    if (index < 0 || index >= this.length) throw new Error(`number ${index} of ${this.length}`);
    const some = local === this.#window.length ? windowNumbers : fewNumbers;
    this.#windowStart = index;
    this.#window = this.#read(index, Math.min(some, this.length - index));
    return this.#window[0] as number;
  }

  /** Byte of number `index` in the file. */
  byteOf(index: number): number {
    return this.#startByte + index * numberBytes(this.#type);
  }

  close(): void {
    this.file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #read(start: number, count: number): Float64Array<ArrayBuffer> {
    const bytes = this.file.read(this.byteOf(start), count * numberBytes(this.#type));
    const numbers = new Float64Array(count);
    const values = viewNumbers(bytes, this.#type);
    for (let i = 0; i < count; i++) {
      const number = Number(values[i]);
      // Above 53 bits a number is not kept exactly.
      numbers[i] = Number.isSafeInteger(number) ? number : Number.NaN;
    }
    return numbers;
  }

  #measure(type: NumberType) {
    const { sizeBytes } = this.file;
    const size = numberBytes(type);
    if (sizeBytes % size !== 0) {
      throw this.file.refuse(
        'source_truncated',
        `has ${sizeBytes} bytes, which is not a multiple of ${size} (${type}): it is cut short, or holds another type`,
        { byte: sizeBytes },
      );
    }
    return { type, startByte: 0, shape: [sizeBytes / size] };
  }

  #readHeader(head: Buffer) {
    const wide = (head[6] as number) > 1;
    const headerStart = wide ? 12 : 10;
    const headerLength = wide ? head.readUInt32LE(8) : head.readUInt16LE(8);
    const startByte = headerStart + headerLength;
    if (startByte > this.file.sizeBytes) {
      throw this.file.refuse('source_truncated', 'ends inside its header', {
        byte: this.file.sizeBytes,
      });
    }
    const header = this.file.read(headerStart, headerLength).toString('latin1');
    const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
    const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
    const type = typeOf[descr];
    if (type === undefined || shapeText === undefined || !/'fortran_order':\s*False/.test(header)) {
      throw this.file.refuse(
        'source_damaged',
        `has a header that is not one of whole numbers in C order: ${header.trim().slice(0, 100)}`,
        { byte: headerStart },
      );
    }
    const shape = shapeText
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number);
    const expected = startByte + shape.reduce((product, size) => product * size, numberBytes(type));
    if (expected !== this.file.sizeBytes) {
      const code = expected > this.file.sizeBytes ? 'source_truncated' : 'source_damaged';
      throw this.file.refuse(
        code,
        `has ${this.file.sizeBytes} bytes; its header says shape (${shapeText}) of ${type}, which takes ${expected}`,
        { byte: this.file.sizeBytes },
      );
    }
    return { type, startByte, shape };
  }
}
