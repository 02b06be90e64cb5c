// A model's tokenizer, from its tokenizer.json: ids to text, and text to ids.
//
// Decoding is a table of the bytes of every id: a row of ids is joined as bytes and only then
// becomes text, since a character may be spread over several tokens. Special tokens are boundaries,
// never text. Encoding is encoder/'s.

import { IndexError } from '../errors.ts';
import { createEncoder, type Encoder } from './encoder/encoder.ts';
import {
  createTimeLimit,
  noTimeLimit,
  TookTooLong,
  unknownPatterns,
} from './encoder/time-limit.ts';
import type { TokenizerJson } from './encoder/tokenizer-json.ts';
import { createTokenSpeller, type DecoderJson } from './token-speller.ts';

/** Text, and the UTF-16 offsets in it of the boundaries that no phrase crosses, in order. */
export interface BoundedText {
  readonly text: string;
  /** Undefined: none. Never at the start or the end, and no two of them at one place. */
  readonly boundaries: readonly number[] | undefined;
}

export interface Tokenizer {
  /** One more than the largest id. */
  readonly size: number;
  /** The ids as text; a number instead where ids[that number] is an id that no token has. */
  decode(ids: ArrayLike<number>, endOfDocument?: number): BoundedText | number;
  /** The ids of a text, without the special tokens that a template would add. */
  encode(text: string): readonly number[];
  /** A text as far as its first `most` tokens go. Throws \`tokenizer_invalid\` as encode does. */
  cut(text: string, most: number): CutText;
}

export interface CutText {
  /**
   * The text as it was given, up to its last whole word or so; then, where the last token ends inside
   * of that, what its tokens spell. Bytes that are not a whole character are U+FFFD.
   */
  readonly text: string;
  readonly modelTokens: number;
  readonly isCut: boolean;
}

const kinds = { unknown: 0, text: 1, boundary: 2 } as const;

/**
 * Reads what a tokenizer.json says; throws `tokenizer_invalid`. `name` is for messages. Encoding a
 * text throws it too, where a pattern of the tokenizer takes more than `limitMs` and 10 us a
 * character.
 */
export function parseTokenizer(text: string, name: string, limitMs?: number): Tokenizer {
  const json = parse(text, name);
  const { bytes, starts, kindOf } = buildTable(json, name);
  let encoder: Encoder | undefined;
  const patterns = unknownPatterns(json);
  const limit = patterns.length === 0 ? noTimeLimit : createTimeLimit(limitMs);
  const withEncoder = <T>(text: string, action: (encoder: Encoder) => T): T => {
    try {
      return limit(text.length, () => {
        encoder ??= makeEncoder(json, name);
        return action(encoder);
      });
    } catch (error) {
      encoder = undefined;
      throw error instanceof TookTooLong ? tooSlow(name, { text, patterns, error }) : error;
    }
  };
  const decodeIds: Tokenizer['decode'] = (ids, endOfDocument = -1) =>
    decode(bytes, starts, kindOf, ids, endOfDocument);
  return {
    size: kindOf.length,
    decode: decodeIds,
    encode: (text) => withEncoder(text, (encoder) => encoder.encode(text)),
    cut(text, most) {
      const reached = withEncoder(text, (encoder) => encoder.reach(text, most));
      const { tokens, end, rest, isCut } = reached;
      if (!isCut) return { text, modelTokens: tokens, isCut };
      const spelled = decodeIds(rest);
      if (typeof spelled === 'number') throw new Error('an encoder gave an id that nothing has');
      // A tokenizer may put a space in front of a word that has none.
      const isAdded = spelled.text.startsWith(' ') && !/^\s/u.test(text.slice(end, end + 1));
      const tail = isAdded ? spelled.text.slice(1) : spelled.text;
      return { text: text.slice(0, end) + tail, modelTokens: tokens, isCut };
    },
  };
}

function makeEncoder(json: TokenizerJson, name: string): Encoder {
  try {
    return createEncoder(json);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw invalid(name, `texts cannot be encoded by it (${found})`);
  }
}

interface SlowText {
  readonly text: string;
  readonly patterns: readonly string[];
  readonly error: TookTooLong;
}

function tooSlow(name: string, { text, patterns, error }: SlowText): IndexError {
  const named = patterns.map((pattern) => JSON.stringify(pattern.slice(0, 200))).join(', ');
  const seconds = Math.round(error.limitMs / 100) / 10;
  return new IndexError(
    'tokenizer_invalid',
    `${name}: a text of ${text.length} characters was not encoded within ${seconds} s. A pattern that can take exponential time does that; this tokenizer has ${named}. Write the pattern without nested repetitions, or use another tokenizer.`,
    { file: name, characters: text.length, limit_seconds: seconds },
    error,
  );
}

function parse(text: string, name: string): TokenizerTables {
  let json: TokenizerTables | undefined;
  try {
    json = JSON.parse(text) as TokenizerTables;
  } catch (cause) {
    throw invalid(name, `it is no JSON (${(cause as Error).message})`);
  }
  const vocab = json?.model?.vocab;
  if (typeof vocab !== 'object' || vocab === null) throw invalid(name, 'it has no model.vocab');
  return json;
}

function invalid(name: string, found: string): IndexError {
  return new IndexError(
    'tokenizer_invalid',
    `${name} is no tokenizer.json that can be used: ${found}. Expected the file of that name as Hugging Face tokenizers write it.`,
    { file: name },
  );
}

type TokenizerTables = TokenizerJson & { readonly decoder?: DecoderJson | null };

function buildTable(json: TokenizerTables, name: string) {
  const spell = createTokenSpeller(json.decoder ?? null);
  if (typeof spell === 'string') throw invalid(name, `its decoder is ${spell}, which is not known`);
  const { vocab } = json.model;
  const spelled = new Map<number, { bytes: Uint8Array; kind: number }>();
  const entries: Iterable<[string, number]> = Array.isArray(vocab)
    ? vocab.map(([token]: readonly [string, number], id): [string, number] => [token, id])
    : Object.entries(vocab);
  for (const [token, id] of entries) {
    if (!Number.isSafeInteger(id) || id < 0 || id > 2 ** 26) {
      throw invalid(name, `token ${JSON.stringify(token)} has the id ${id}`);
    }
    spelled.set(id, { bytes: spell(token), kind: kinds.text });
  }
  for (const { id, content, special } of json.added_tokens ?? []) {
    const bytes = special === true ? new Uint8Array(0) : Buffer.from(content);
    spelled.set(id, { bytes, kind: special === true ? kinds.boundary : kinds.text });
  }
  let size = 0;
  let length = 0;
  for (const [id, { bytes }] of spelled) {
    size = Math.max(size, id + 1);
    length += bytes.length;
  }
  const starts = new Uint32Array(size + 1);
  const kindOf = new Uint8Array(size);
  const bytes = new Uint8Array(length);
  for (let id = 0, at = 0; id < size; id++) {
    const token = spelled.get(id);
    if (token !== undefined) {
      bytes.set(token.bytes, at);
      kindOf[id] = token.kind;
      at += token.bytes.length;
    }
    starts[id + 1] = at;
  }
  return { bytes, starts, kindOf };
}

/** Grows to the longest record and stays: one a thread, used within a call only. */
let scratch = Buffer.allocUnsafe(1 << 16);

function decode(
  bytes: Uint8Array,
  starts: Uint32Array,
  kindOf: Uint8Array,
  ids: ArrayLike<number>,
  endOfDocument: number,
): BoundedText | number {
  let text = '';
  let boundaries: number[] | undefined;
  let length = 0;
  let isBoundary = false;
  const flush = () => {
    if (length === 0) return;
    if (isBoundary && text !== '') {
      boundaries ??= [];
      boundaries.push(text.length);
    }
    text += scratch.toString('utf8', 0, length);
    isBoundary = false;
    length = 0;
  };
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    const kind = id < kindOf.length ? kindOf[id] : kinds.unknown;
    if (kind === kinds.unknown && id !== endOfDocument) return i;
    if (kind === kinds.boundary || id === endOfDocument) {
      flush();
      isBoundary = true;
      continue;
    }
    const end = starts[id + 1] as number;
    let at = starts[id] as number;
    if (length + end - at > scratch.length) scratch = Buffer.concat([scratch], 2 * scratch.length);
    for (; at < end; at++) scratch[length++] = bytes[at] as number;
  }
  flush();
  return { text, boundaries };
}
