// The .idx next to a Megatron or GPT-NeoX .bin: where its sequences and documents are.
//
//   "MMIDIDX" 00 00, version u64 = 1, type code u8, sequences u64, documents + 1 u64
//   lengths i32 (a sequence), first bytes i64 (a sequence), first sequences i64 (documents + 1)
//
// Codes 6 and 7 are float32 and float64 in GPT-NeoX, float64 and float32 in Megatron: which, the
// size of the .bin says.

import type { IndexError } from '../../errors.ts';
import { openShard, PositionedFile } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { nameTokenPack } from '../lines/token-packs.ts';
import { type NumberType, numberBytes } from '../tokens/number-types.ts';
import { openTokenFile, type TokenFile } from '../tokens/token-file.ts';

const magic = 'MMIDIDX\0\0';
const headerBytes = 34;
const typeCodes: readonly (NumberType | undefined)[] = [
  undefined,
  'uint8',
  'int8',
  'int16',
  'int32',
  'int64',
  'float64',
  'float32',
  'uint16',
];
/** Sequences read at a time when all are checked. */
const someSequences = 1 << 14;

/** Some sequences in a row: their lengths, and where they start in the .bin. */
interface Sequences {
  readonly start: number;
  readonly lengths: Int32Array;
  readonly starts: BigInt64Array;
}

export class MegatronIndex {
  readonly file: PositionedFile;
  readonly tokens: TokenFile;
  readonly sequences: number;
  readonly documents: number;
  #window: Sequences = { start: 0, lengths: new Int32Array(0), starts: new BigInt64Array(0) };

  /** Opens .idx and .bin, and holds their sizes against each other. */
  constructor(index: NamedPath, tokens: NamedPath) {
    this.file = openShard(index, tokens.name);
    try {
      const { types, sequences, documents } = this.#readHeader();
      this.sequences = sequences;
      this.documents = documents;
      this.tokens = this.#openTokens(tokens, types);
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  /** Ids of a sequence, in the .bin. */
  sequence(number: number): { start: number; count: number } {
    let local = number - this.#window.start;
    if (local < 0 || local >= this.#window.lengths.length) {
      const goesOn = local === this.#window.lengths.length;
      this.#window = this.#readSequences(number, goesOn ? 4096 : 16);
      local = 0;
    }
    const { type } = this.tokens;
    const start = Number(this.#window.starts[local]) / numberBytes(type);
    return { start, count: this.#window.lengths[local] as number };
  }

  /** Sequences [start, end) of a document. */
  document(number: number): { start: number; end: number } {
    const bytes = this.file.read(this.#documentsByte + 8 * number, 16);
    return { start: Number(bytes.readBigInt64LE(0)), end: Number(bytes.readBigInt64LE(8)) };
  }

  /** Reads all of the index: sequences inside the .bin, documents in order. */
  check(signal: AbortSignal): void {
    const size = numberBytes(this.tokens.type);
    const { sizeBytes } = this.tokens.file;
    for (let at = 0; at < this.sequences; at += someSequences) {
      signal.throwIfAborted();
      const { lengths, starts } = this.#readSequences(at, someSequences);
      for (const [i, length] of lengths.entries()) {
        const start = Number(starts[i]);
        if (length >= 0 && start >= 0 && start % size === 0 && start + length * size <= sizeBytes)
          continue;
        throw this.#damaged(
          headerBytes + 4 * (at + i),
          `sequence ${at + i} is ${length} tokens from byte ${start} of ${this.tokens.file.name} on, which has ${sizeBytes}`,
        );
      }
    }
    let before = 0;
    for (let at = 0; at <= this.documents; at += someSequences) {
      const count = Math.min(someSequences, this.documents + 1 - at);
      const bytes = this.file.read(this.#documentsByte + 8 * at, 8 * count);
      for (let i = 0; i < count; i++) {
        const first = Number(bytes.readBigInt64LE(8 * i));
        const isLast = at + i === this.documents;
        const isRight = at + i === 0 ? first === 0 : first >= before && first <= this.sequences;
        if (!isRight || (isLast && first !== this.sequences)) {
          throw this.#damaged(
            this.#documentsByte + 8 * (at + i),
            `document ${at + i} begins with sequence ${first} of ${this.sequences}`,
          );
        }
        before = first;
      }
    }
  }

  get #documentsByte(): number {
    return headerBytes + 12 * this.sequences;
  }

  #readSequences(start: number, max: number): Sequences {
    const count = Math.min(max, this.sequences - start);
    const lengths = this.file.read(headerBytes + 4 * start, 4 * count);
    const starts = this.file.read(headerBytes + 4 * this.sequences + 8 * start, 8 * count);
    return {
      start,
      lengths: new Int32Array(lengths.buffer, lengths.byteOffset, count),
      starts: new BigInt64Array(starts.buffer, starts.byteOffset, count),
    };
  }

  #readHeader() {
    const { sizeBytes } = this.file;
    const head = this.file.read(0, headerBytes);
    if (head.toString('latin1', 0, 9) !== magic) {
      const pack = nameTokenPack(head, sizeBytes);
      if (pack !== undefined) {
        throw this.file.refuse('source_damaged', `is ${pack.name}; ${pack.advice}`, { byte: 0 });
      }
      throw this.#damaged(
        0,
        'expected the index of a Megatron or GPT-NeoX dataset, which begins with MMIDIDX',
      );
    }
    const version = head.readBigUInt64LE(9);
    if (version !== 1n) throw this.#damaged(9, `its version is ${version}, expected 1`);
    const code = head.readUInt8(17);
    const sequences = Number(head.readBigUInt64LE(18));
    const bounds = Number(head.readBigUInt64LE(26));
    const expected = headerBytes + 12 * sequences + 8 * bounds;
    const type = typeCodes[code];
    if (type === undefined) throw this.#damaged(17, `its type code is ${code}, expected 1 to 8`);
    if (bounds >= 1 && expected + sequences === sizeBytes && sequences > 0) {
      throw this.file.refuse(
        'source_damaged',
        `has a mode for each of its ${sequences} sequences, as multimodal datasets have, which is not read: write a dataset of text alone`,
        { byte: expected },
      );
    }
    if (bounds < 1 || expected !== sizeBytes) {
      const found = `has ${sizeBytes} bytes; ${sequences} sequences and ${bounds - 1} documents, as its header says, take ${expected}`;
      const code = expected > sizeBytes ? 'source_truncated' : 'source_damaged';
      throw this.file.refuse(code, `${found}: copy it again`, { byte: sizeBytes });
    }
    const other = code === 6 ? 'float32' : code === 7 ? 'float64' : type;
    return { types: [type, other] as const, sequences, documents: bounds - 1 };
  }

  #openTokens(path: NamedPath, types: readonly [NumberType, NumberType]): TokenFile {
    let total = 0;
    for (let at = 0; at < this.sequences; at += someSequences) {
      for (const length of this.#readSequences(at, someSequences).lengths) total += length;
    }
    const [type] = types;
    using bin = new PositionedFile(path);
    for (const one of new Set(types)) {
      if (total * numberBytes(one) === bin.sizeBytes) return openTokenFile(path, one);
    }
    const size = numberBytes(type);
    const short = bin.sizeBytes < total * size;
    throw bin.refuse(
      short ? 'source_truncated' : 'source_damaged',
      `has ${bin.sizeBytes} bytes; ${this.file.name} says ${total} tokens of ${type}, which take ${total * size}: copy both again`,
      { byte: bin.sizeBytes },
    );
  }

  #damaged(byte: number, found: string): IndexError {
    return this.file.refuse('source_damaged', `is damaged at byte ${byte}: ${found}`, { byte });
  }
}
