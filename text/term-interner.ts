// A vocabulary under construction: terms get ids 0, 1, 2, ... in order of first occurrence.
//
// Open addressing (linear probing, at most half full) over the terms' UTF-16 units, which lie in
// one pool: looking up a known term makes no string and no object. Terms are never removed, and
// never ordered; the dictionary that goes to disk is made from `encodeTerms`.

const hashSeed = 0x2545f491;
const hashMultiplier = 0x01000193;
const initialSlots = 1 << 10;

/** Where a probe begins: the multiplication carries nothing from high bits down, so fold them in. */
const firstSlot = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask;

/** Writes units[start, end) as UTF-8 at `at`; gives the offset behind it. Lone surrogates become U+FFFD. */
function writeUtf8(
  units: Uint16Array,
  { start, end }: { start: number; end: number },
  { bytes, at }: { bytes: Uint8Array; at: number },
): number {
  let to = at;
  for (let i = start; i < end; i += 1) {
    let codePoint = units[i]!;
    if ((codePoint & 0xf800) === 0xd800) {
      const low = i + 1 < end ? units[i + 1]! : 0;
      if (codePoint < 0xdc00 && (low & 0xfc00) === 0xdc00) {
        codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (low - 0xdc00);
        i += 1;
      } else codePoint = 0xfffd;
    }
    if (codePoint < 0x80) bytes[to++] = codePoint;
    else if (codePoint < 0x800) {
      bytes[to++] = 0xc0 | (codePoint >> 6);
      bytes[to++] = 0x80 | (codePoint & 0x3f);
    } else {
      if (codePoint < 0x10000) bytes[to++] = 0xe0 | (codePoint >> 12);
      else {
        bytes[to++] = 0xf0 | (codePoint >> 18);
        bytes[to++] = 0x80 | ((codePoint >> 12) & 0x3f);
      }
      bytes[to++] = 0x80 | ((codePoint >> 6) & 0x3f);
      bytes[to++] = 0x80 | (codePoint & 0x3f);
    }
  }
  return to;
}

export class TermInterner {
  #size = 0;
  /** Pairs: the hash, then id + 1 (0: free). */
  #slots = new Int32Array(2 * initialSlots);
  #mask = initialSlots - 1;
  #units = new Uint16Array(8 * initialSlots);
  /** Term i is units[starts[i], starts[i + 1]). */
  #starts = new Uint32Array(initialSlots);
  #scratch = new Uint16Array(256);
  #fold: Uint16Array;

  /** `fold` of simple-units.ts: the unit that each of the 65,536 becomes in a term. */
  constructor(fold: Uint16Array) {
    this.#fold = fold;
  }

  /** Distinct terms. */
  get size(): number {
    return this.#size;
  }

  /** UTF-16 units of all terms, one after the other. */
  get termUnits(): number {
    return this.#starts[this.#size]!;
  }

  /** Bytes of memory held. */
  get byteLength(): number {
    return (
      this.#slots.byteLength +
      this.#units.byteLength +
      this.#starts.byteLength +
      this.#scratch.byteLength
    );
  }

  /** The id of a term, which gets the next one if it is new. */
  internString(term: string): number {
    const length = term.length;
    const scratch = this.#scratchFor(length);
    let hash = hashSeed;
    for (let i = 0; i < length; i += 1) {
      const unit = term.charCodeAt(i);
      scratch[i] = unit;
      hash = Math.imul(hash ^ unit, hashMultiplier);
    }
    return this.#internScratch(length, hash);
  }

  /** The id of the term that text[start, end) is when each unit is replaced by its fold. */
  internSlice(text: string, start: number, end: number): number {
    const fold = this.#fold;
    const length = end - start;
    const scratch = this.#scratchFor(length);
    let hash = hashSeed;
    for (let i = 0; i < length; i += 1) {
      const unit = fold[text.charCodeAt(start + i)]!;
      scratch[i] = unit;
      hash = Math.imul(hash ^ unit, hashMultiplier);
    }
    return this.#internScratch(length, hash);
  }

  #scratchFor(length: number): Uint16Array {
    if (length > this.#scratch.length) this.#scratch = new Uint16Array(2 * length);
    return this.#scratch;
  }

  #internScratch(length: number, hash: number): number {
    const scratch = this.#scratch;
    const slots = this.#slots;
    const mask = this.#mask;
    const units = this.#units;
    const starts = this.#starts;
    for (let slot = firstSlot(hash, mask); ; slot = (slot + 1) & mask) {
      const id = slots[2 * slot + 1]! - 1;
      if (id < 0) return this.#appendScratch(length, hash, slot);
      if (slots[2 * slot] !== hash) continue;
      const start = starts[id]!;
      if (starts[id + 1]! - start !== length) continue;
      let i = 0;
      while (i < length && units[start + i] === scratch[i]) i += 1;
      if (i === length) return id;
    }
  }

  #appendScratch(length: number, hash: number, slot: number): number {
    const id = this.#size;
    const start = this.#starts[id]!;
    const end = start + length;
    if (id + 2 > this.#starts.length) {
      const grown = new Uint32Array(2 * this.#starts.length);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    if (end > this.#units.length) {
      const grown = new Uint16Array(2 * end);
      grown.set(this.#units);
      this.#units = grown;
    }
    this.#units.set(this.#scratch.subarray(0, length), start);
    this.#starts[id + 1] = end;
    this.#slots[2 * slot] = hash;
    this.#slots[2 * slot + 1] = id + 1;
    this.#size = id + 1;
    if (2 * this.#size > this.#mask) this.#growSlots();
    return id;
  }

  #growSlots(): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    const mask = 2 * this.#mask + 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      const hash = old[i]!;
      let slot = firstSlot(hash, mask);
      while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
      slots[2 * slot] = hash;
      slots[2 * slot + 1] = old[i + 1]!;
    }
    this.#slots = slots;
    this.#mask = mask;
  }

  /** The UTF-8 of a term: a copy. */
  termBytes(id: number): Uint8Array {
    if (!(id >= 0 && id < this.#size)) throw new RangeError(`no term ${id} of ${this.#size}`);
    const range = { start: this.#starts[id]!, end: this.#starts[id + 1]! };
    const bytes = new Uint8Array(3 * (range.end - range.start));
    return bytes.slice(0, writeUtf8(this.#units, range, { bytes, at: 0 }));
  }

  /** All terms as UTF-8: term i is bytes[offsets[i], offsets[i + 1]). */
  encodeTerms(): { bytes: Uint8Array; offsets: Uint32Array } {
    const offsets = new Uint32Array(this.#size + 1);
    const bytes = new Uint8Array(3 * this.#starts[this.#size]!);
    let at = 0;
    for (let id = 0; id < this.#size; id += 1) {
      const range = { start: this.#starts[id]!, end: this.#starts[id + 1]! };
      at = writeUtf8(this.#units, range, { bytes, at });
      offsets[id + 1] = at;
    }
    return { bytes: bytes.slice(0, at), offsets };
  }
}
