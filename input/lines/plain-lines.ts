// Records of JSON lines in Rust, where a line is plainly one. All other lines are left to
// decode-record.ts, the definition: whatever is taken here is what it would give.
//
// A line is taken where it is a JSON object that has the text as a string, each field that is asked
// for once at most, no escape in a key and no lone surrogate.

import type { Addon } from '../../native/addon.ts';
import type { Utf8Text, Utf8Texts } from '../../text/utf8-text.ts';
import type { DecodedRecord, DecodeOptions } from './decoded-record.ts';
import { maxFacetLength } from './max-facet-length.ts';
import { PlainRecord } from './plain-record.ts';
import { readStep } from './step-value.ts';

/** Reads batches one after the other. */
export interface PlainLines {
  /** Takes the bytes of a batch of at most `lines` lines, which are UTF-8. */
  read(bytes: Uint8Array, lines: number): void;
  /** The record of line `index` of the batch, from 0 on, as line `line` of its source; undefined: it is left. */
  record(index: number, line: number): DecodedRecord | undefined;
  /**
   * Texts of lines from `index` on, as many as are records of a text, an id that is written without
   * escapes and, where it is asked for, the same step. None where a facet is. `index` never falls.
   */
  texts(index: number): PlainTexts;
  /** The id of one of these; undefined: it has none. */
  idText(index: number): Utf8Text | undefined;
}

export interface PlainTexts extends Utf8Texts {
  /** Of all of them; undefined: none is asked for. */
  readonly step: number | undefined;
}

/** What the native module makes: see native/src/input/json_lines.rs. */
interface LineReader {
  /** Gives the number of entries written. */
  read(bytes: Uint8Array, texts: Uint8Array, entries: Uint32Array): number;
}

interface LineFields {
  readonly text: string;
  readonly id: string;
  readonly step?: string | undefined;
  readonly facet?: string | undefined;
}

interface LinesAddon extends Addon {
  createLineReader(fields: LineFields): LineReader;
}

/** Words of a line: where its text starts and ends, and the values of id, step and facet. */
const entryWords = 8;
const none = 0xffff_ffff;
const quote = 0x22;
const bracket = 0x5b;
const backslash = 0x5c;
/** Of null. */
const letterN = 0x6e;
const brace = 0x7b;
/** Bytes behind the texts that may be written, and looked at. */
const slackBytes = 16;

/** undefined: the kernel cannot, or the fields are not plain ones. */
export function createPlainLines(
  addon: Addon | undefined,
  options: DecodeOptions,
): PlainLines | undefined {
  const { textField, idField, stepField, facetField } = options;
  if (addon === undefined || !readsLines(addon) || typeof textField !== 'string') return undefined;
  // A name with dots may lead into objects.
  const isPlain = (name: string) => name.isWellFormed() && !name.includes('.');
  if (![textField, idField, stepField ?? '', facetField ?? ''].every(isPlain)) return undefined;
  return new NativeLines(
    addon.createLineReader({ text: textField, id: idField, step: stepField, facet: facetField }),
    options,
  );
}

function readsLines(addon: Addon): addon is LinesAddon {
  return 'createLineReader' in addon;
}

function isLong(facet: string | null | undefined): boolean {
  return (facet?.length ?? 0) > maxFacetLength;
}

class NativeLines implements PlainLines {
  readonly #reader: LineReader;
  readonly #options: DecodeOptions;
  #bytes: Buffer = Buffer.alloc(0);
  #texts: Buffer = Buffer.alloc(0);
  #entries = new Uint32Array(0);
  #lines = 0;
  /** Lines before it, from where `texts` was last asked for on, are such as it gives. */
  #textsEnd = 0;

  constructor(reader: LineReader, options: DecodeOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  read(bytes: Uint8Array, lines: number): void {
    const needed = bytes.length + slackBytes;
    // What a long line needed is not kept for the batches behind it.
    if (this.#texts.length < needed || this.#texts.length > 8 * needed) {
      this.#texts = Buffer.allocUnsafeSlow(needed + (needed >> 2));
    }
    if (this.#entries.length < entryWords * lines) {
      this.#entries = new Uint32Array(2 * entryWords * lines);
    }
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const entries = this.#entries.subarray(0, entryWords * lines);
    this.#lines = this.#reader.read(bytes, this.#texts, entries);
    this.#textsEnd = 0;
  }

  record(index: number, line: number): DecodedRecord | undefined {
    if (index >= this.#lines) return undefined;
    const at = entryWords * index;
    const start = this.#entries[at] as number;
    if (start === none) return undefined;
    const id = this.#id(at + 2);
    if (id === undefined) return undefined;
    const { stepField, facetField } = this.#options;
    // A facet is spelled as an id.
    const facet = facetField === undefined ? undefined : this.#id(at + 6);
    if (facetField !== undefined && (facet === undefined || isLong(facet))) return undefined;
    const step = this.#step(index);
    if (step === undefined && stepField !== undefined) return undefined;
    const utf8 = { bytes: this.#texts, start, end: this.#entries[at + 1] as number };
    const said = facetField === undefined ? {} : { facet: facet ?? 'null' };
    return new PlainRecord(utf8, { id, step, line, ...said });
  }

  texts(first: number): PlainTexts {
    const { stepField, facetField } = this.#options;
    const isPlain = first < this.#lines && this.#entries[entryWords * first] !== none;
    const step = isPlain ? this.#step(first) : undefined;
    const isAsked =
      isPlain && facetField === undefined && (stepField === undefined || step !== undefined);
    const most = isAsked ? this.#lines : first;
    let end = Math.max(first, this.#textsEnd);
    while (end < most && this.#isLike(first, end)) end++;
    this.#textsEnd = end;
    return { bytes: this.#texts, places: this.#entries, stride: entryWords, first, end, step };
  }

  idText(index: number): Utf8Text | undefined {
    const start = this.#entries[entryWords * index + 2] as number;
    const end = this.#entries[entryWords * index + 3] as number;
    const bytes = this.#bytes;
    if (start === none || bytes[start] === letterN) return undefined;
    const quotes = bytes[start] === quote ? 1 : 0;
    return { bytes, start: start + quotes, end: end - quotes };
  }

  /** Whether a line can be taken together with the first. */
  #isLike(first: number, index: number): boolean {
    const isPlain = this.#entries[entryWords * index] !== none && this.#hasPlainId(index);
    return isPlain && (this.#options.stepField === undefined || this.#hasStepOf(first, index));
  }

  /** Whether both write the same step, digit by digit. */
  #hasStepOf(first: number, index: number): boolean {
    const [one, other] = [entryWords * first + 4, entryWords * index + 4];
    const start = this.#entries[one] as number;
    const length = (this.#entries[one + 1] as number) - start;
    const from = this.#entries[other] as number;
    if ((this.#entries[other + 1] as number) - from !== length) return false;
    for (let i = 0; i < length; i++) {
      if (this.#bytes[start + i] !== this.#bytes[from + i]) return false;
    }
    return true;
  }

  /** Of a plain line; undefined: none is asked for, or it is not one. */
  #step(index: number): number | undefined {
    const { stepField, stepFormat = 'integer' } = this.#options;
    if (stepField === undefined) return undefined;
    return readStep(JSON.parse(this.#value(entryWords * index + 4)), stepFormat);
  }

  #hasPlainId(index: number): boolean {
    const start = this.#entries[entryWords * index + 2] as number;
    if (start === none) return true;
    const end = this.#entries[entryWords * index + 3] as number;
    const first = this.#bytes[start];
    if (first === brace || first === bracket) return false;
    for (let at = start; at < end; at++) if (this.#bytes[at] === backslash) return false;
    return true;
  }

  /** As read-id.ts spells it; null: there is none; undefined: it is left. */
  #id(at: number): string | null | undefined {
    if (this.#entries[at] === none) return null;
    const json = this.#value(at);
    switch (json[0]) {
      case '"': {
        const id: string = json.includes('\\') ? JSON.parse(json) : json.slice(1, -1);
        return id.isWellFormed() ? id : undefined;
      }
      case '{':
      case '[':
        return undefined;
      default:
        return json === 'null' ? null : json;
    }
  }

  /** The JSON of a value. */
  #value(at: number): string {
    return this.#bytes.toString('utf8', this.#entries[at], this.#entries[at + 1]);
  }
}
