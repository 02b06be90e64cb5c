// One block of bzip2: bits -> symbols (Huffman) -> move-to-front -> inverse Burrows-Wheeler -> runs.
//
// Node has no bzip2; this is small enough to need no dependency. No I/O. A block has at most 900,000
// bytes before runs are spelled out. Nothing that is read is trusted: what cannot be right throws
// Bzip2Error, and the end of the bits throws EndOfBits.

/** The bits cannot be bzip2. */
export class Bzip2Error extends Error {}

/** The bits end before what was read does. */
export class EndOfBits extends Error {}

/** Bits of `bytes`, the highest of a byte first. */
export class BitReader {
  readonly bytes: Uint8Array;
  /** The next bit, counted from the start of `bytes`. */
  bit = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Up to 24 bits as a number. */
  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The next bits, zeros behind the end. */
  peek(count: number): number {
    const { bytes, bit } = this;
    const at = bit >>> 3;
    const word =
      (((bytes[at] ?? 0) << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0)) <<
      (bit & 7);
    return word >>> (32 - count);
  }

  skip(count: number): void {
    this.bit += count;
    if (this.bit > 8 * this.bytes.length) throw new EndOfBits();
  }
}

const groupSymbols = 50;
const maxCodeBits = 20;
const fastBits = 10;

/** The bytes of a block before its runs are spelled out, and the CRC-32 that it says they have then. */
interface Bzip2Block {
  readonly bytes: Uint8Array;
  readonly crc: number;
}

/** A block behind its magic number; `maxBytes` is 100,000 times the level of the stream. */
export function decodeBlock(bits: BitReader, maxBytes: number): Bzip2Block {
  const crc = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
  if (bits.read(1) === 1) {
    throw new Bzip2Error('it has a randomised block, as bzip2 before 0.9.5 wrote them');
  }
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const selectors = readSelectors(bits);
  const codes = Array.from({ length: selectors.groups }, () => readCode(bits, alphabet.length + 2));
  const counts = new Uint32Array(256);
  const entries = readSymbols(bits, {
    alphabet,
    selectors: selectors.list,
    codes,
    counts,
    maxBytes,
  });
  if (origin >= entries.length) throw new Bzip2Error('a block begins behind its end');
  return { bytes: invert(entries, counts, origin), crc };
}

/** The bytes that the block has, ascending. */
function readAlphabet(bits: BitReader): Uint8Array {
  const used = bits.read(16);
  const found: number[] = [];
  for (let i = 0; i < 16; i++) {
    if ((used & (0x8000 >> i)) === 0) continue;
    const some = bits.read(16);
    for (let j = 0; j < 16; j++) if ((some & (0x8000 >> j)) !== 0) found.push(16 * i + j);
  }
  if (found.length === 0) throw new Bzip2Error('a block has no bytes');
  return Uint8Array.from(found);
}

/** Which code each group of 50 symbols has. */
function readSelectors(bits: BitReader): { groups: number; list: Uint8Array } {
  const groups = bits.read(3);
  const count = bits.read(15);
  if (groups < 2 || groups > 6 || count === 0) throw new Bzip2Error('a block has no codes');
  const order = Array.from({ length: groups }, (_, i) => i);
  const list = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.read(1) === 1) place += 1;
    const [group] = order.splice(place, 1);
    if (group === undefined) throw new Bzip2Error('a block names a code that it does not have');
    order.unshift(group);
    list[i] = group;
  }
  return { groups, list };
}

/** A canonical Huffman code. */
interface Code {
  /** Of the next bits: symbol * 32 + bits of its code; 0 where that is longer. */
  readonly fast: Uint16Array;
  /** Of each length: the first code above those of it, and what to take off for a place in `symbols`. */
  readonly limits: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
}

function readCode(bits: BitReader, count: number): Code {
  const lengths = new Uint8Array(count);
  let length = bits.read(5);
  for (let i = 0; i < count; i++) {
    for (;;) {
      if (length < 1 || length > maxCodeBits) throw new Bzip2Error('a code has a wrong length');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  const symbols = new Uint16Array(count);
  const limits = new Int32Array(maxCodeBits + 1);
  const offsets = new Int32Array(maxCodeBits + 1);
  const fast = new Uint16Array(1 << fastBits);
  let code = 0;
  let place = 0;
  for (let bitsOfCode = 1; bitsOfCode <= maxCodeBits; bitsOfCode++) {
    offsets[bitsOfCode] = code - place;
    for (let symbol = 0; symbol < count; symbol++) {
      if (lengths[symbol] !== bitsOfCode) continue;
      symbols[place++] = symbol;
      if (bitsOfCode <= fastBits) {
        const shift = fastBits - bitsOfCode;
        fast.fill(symbol * 32 + bitsOfCode, code << shift, (code + 1) << shift);
      }
      code += 1;
    }
    if (code > 1 << bitsOfCode) throw new Bzip2Error('a code has too many words');
    limits[bitsOfCode] = code;
    code <<= 1;
  }
  return { fast, limits, offsets, symbols };
}

function readSymbol(bits: BitReader, { fast, limits, offsets, symbols }: Code): number {
  const found = fast[bits.peek(fastBits)] as number;
  if (found !== 0) {
    bits.skip(found & 31);
    return found >>> 5;
  }
  for (let length = fastBits + 1; length <= maxCodeBits; length++) {
    const word = bits.peek(length);
    if (word >= (limits[length] as number)) continue;
    bits.skip(length);
    return symbols[word - (offsets[length] as number)] as number;
  }
  bits.skip(maxCodeBits);
  throw new Bzip2Error('a block holds a word that its code does not have');
}

interface SymbolOptions {
  readonly alphabet: Uint8Array;
  readonly selectors: Uint8Array;
  readonly codes: readonly Code[];
  /** How often each byte comes: filled. */
  readonly counts: Uint32Array;
  readonly maxBytes: number;
}

/** The last column of the sorted rotations, one byte an entry. */
function readSymbols(bits: BitReader, options: SymbolOptions): Uint32Array {
  const { alphabet, selectors, codes, counts, maxBytes } = options;
  const front = Uint8Array.from(alphabet);
  const entries = new Uint32Array(maxBytes);
  const endOfBlock = alphabet.length + 1;
  let filled = 0;
  let group = -1;
  let left = 0;
  let code: Code | undefined;
  let run = 0;
  let weight = 1;
  for (;;) {
    if (left === 0) {
      code = codes[selectors[++group] ?? -1];
      if (code === undefined) throw new Bzip2Error('a block goes on behind its last code');
      left = groupSymbols;
    }
    left -= 1;
    const symbol = readSymbol(bits, code as Code);
    if (symbol <= 1) {
      // Digits 1 and 2 of the length of a run, the lowest first.
      run += weight * (symbol + 1);
      weight *= 2;
      if (run > maxBytes) throw new Bzip2Error('a block is longer than its stream allows');
      continue;
    }
    if (run > 0) {
      if (filled + run > maxBytes) throw new Bzip2Error('a block is longer than its stream allows');
      const byte = front[0] as number;
      entries.fill(byte, filled, filled + run);
      counts[byte] = (counts[byte] as number) + run;
      filled += run;
      run = 0;
      weight = 1;
    }
    if (symbol === endOfBlock) return entries.subarray(0, filled);
    if (filled === maxBytes) throw new Bzip2Error('a block is longer than its stream allows');
    const byte = front[symbol - 1] as number;
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    entries[filled++] = byte;
    counts[byte] = (counts[byte] as number) + 1;
  }
}

/** Follows the rotations from the one that is the text itself. */
function invert(entries: Uint32Array, counts: Uint32Array, origin: number): Uint8Array {
  const places = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) {
    places[byte] = (places[byte - 1] as number) + (counts[byte - 1] as number);
  }
  for (let i = 0; i < entries.length; i++) {
    const byte = (entries[i] as number) & 255;
    const place = places[byte] as number;
    places[byte] = place + 1;
    entries[place] = ((entries[place] as number) & 255) | (i << 8);
  }
  const bytes = new Uint8Array(entries.length);
  let at = (entries[origin] as number) >>> 8;
  for (let i = 0; i < bytes.length; i++) {
    const entry = entries[at] as number;
    bytes[i] = entry & 255;
    at = entry >>> 8;
  }
  return bytes;
}
