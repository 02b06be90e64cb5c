// A model's tokenizer, from its tokenizer.json: ids to text, and text to ids.
//
// Decoding is a table of the bytes of every id: a row of ids is joined as bytes and only then
// becomes text, since a character may be spread over several tokens. Special tokens are boundaries,
// never text. Encoding is encoder/'s.

import { IndexError } from '../errors.ts';
import { type DecoderJson, listDecoderSteps } from './decoder-plan.ts';
import { createEncoder, type Encoder } from './encoder/encoder.ts';
import { createTimeLimit, noTimeLimit, type TimeLimit, TookTooLong } from './encoder/time-limit.ts';
import { listVocabulary } from './encoder/token-model.ts';
import type { TokenizerJson } from './encoder/tokenizer-json.ts';
import {
  listUnknown,
  listUnknownPatterns,
  type UnknownPattern,
} from './encoder/unknown-patterns.ts';
import { createTokenSpeller, findSpellingStep } from './token-speller.ts';
import { type BoundedText, TokenTable } from './token-table.ts';

export interface Tokenizer {
  /** One more than the largest id. */
  readonly size: number;
  /** The step of its pre-tokenizer by which tokens are spelled, where it has no decoder. */
  readonly standIn: string | undefined;
  /** The ids as text; a number instead where ids[that number] is an id that no token has. */
  decode(ids: ArrayLike<number>, endOfDocument?: number): BoundedText | number;
  /** The ids of a text, without the special tokens that a template would add. */
  encode(text: string): readonly number[];
  /** The ids of a piece that stands inside a text: nothing is put in front of it. */
  encodeInside(piece: string): readonly number[];
  /** A text as far as its first `maxTokens` tokens go. Throws `tokenizer_invalid` as encode does. */
  cut(text: string, maxTokens: number): CutText;
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

/**
 * Reads what a tokenizer.json says; throws `tokenizer_invalid`. `name` is for messages. This,
 * encoding a text and decoding ids throw it too, where a pattern of the tokenizer takes more than
 * `limitMs` and 10 us a character or id.
 */
export function parseTokenizer(text: string, name: string, limitMs?: number): Tokenizer {
  let json: TokenizerTables | undefined = parse(text, name);
  const decoding = decoderLimit(json, name, limitMs);
  const sized: TokenizerTables = json;
  const table = decoding.run(text.length, 'its tokens were not spelled', () =>
    buildTable(sized, name),
  );
  const standIn = standInFor(json);
  let encoder: Encoder | undefined;
  const patterns = listUnknownPatterns(json);
  const limit = limitFor(patterns, limitMs);
  const getEncoder = (): Encoder => {
    if (encoder !== undefined) return encoder;
    if (json === undefined) throw new Error('a tokenizer without its description');
    encoder = makeEncoder(json, name);
    // A large part of a tokenizer's memory, needed again only behind a time limit.
    if (patterns.length === 0) json = undefined;
    return encoder;
  };
  const withEncoder = <T>(text: string, action: (encoder: Encoder) => T): T => {
    try {
      return limit(text.length, () => action(getEncoder()));
    } catch (error) {
      if (patterns.length > 0) encoder = undefined;
      if (!(error instanceof TookTooLong)) throw error;
      const found = `a text of ${text.length} characters was not encoded`;
      throw tooSlow(name, { found, length: text.length, patterns, error });
    }
  };
  return {
    size: table.size,
    standIn,
    decode: (ids, endOfDocument = -1) =>
      decoding.run(ids.length, nameRow(ids.length), () => table.decode(ids, endOfDocument)),
    encode: (text) => withEncoder(text, (encoder) => encoder.encode(text)),
    encodeInside: (piece) => withEncoder(piece, (encoder) => encoder.encodeInside(piece)),
    cut(text, maxTokens) {
      const reached = withEncoder(text, (encoder) => encoder.reach(text, maxTokens));
      const { tokens, end, rest, isCut } = reached;
      if (!isCut) return { text, modelTokens: tokens, isCut };
      const spelled = decoding.run(rest.length, nameRow(rest.length), () =>
        table.decodeInside(rest),
      );
      // A tokenizer may put a space in front of a word that has none.
      const isAdded = spelled.startsWith(' ') && !/^\s/u.test(text.slice(end, end + 1));
      const tail = isAdded ? spelled.slice(1) : spelled;
      return { text: text.slice(0, end) + tail, modelTokens: tokens, isCut };
    },
  };
}

/**
 * The step of the pre-tokenizer by which tokens are spelled, where a tokenizer.json has no decoder;
 * undefined: it has one, or needs none. Throws `tokenizer_invalid`.
 */
export function findStandIn(text: string, name: string): string | undefined {
  return standInFor(parse(text, name));
}

function standInFor({ decoder = null, pre_tokenizer = null }: TokenizerTables) {
  return decoder === null ? findSpellingStep(pre_tokenizer)?.type : undefined;
}

function makeEncoder(json: TokenizerJson, name: string): Encoder {
  try {
    return createEncoder(json);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw invalid(name, `texts cannot be encoded by it (${found})`);
  }
}

type TokenizerTables = TokenizerJson & { readonly decoder?: DecoderJson | null };

function limitFor(patterns: readonly UnknownPattern[], limitMs?: number): TimeLimit {
  return patterns.length === 0 ? noTimeLimit : createTimeLimit(limitMs);
}

/** The limit of what runs a decoder, whose objects stay of use when it is over. */
function decoderLimit({ decoder = null }: TokenizerTables, name: string, limitMs?: number) {
  const patterns = listUnknown('decoder', listDecoderSteps(decoder));
  const limit = limitFor(patterns, limitMs);
  return {
    run<T>(length: number, found: string, action: () => T): T {
      try {
        return limit(length, action);
      } catch (error) {
        if (!(error instanceof TookTooLong)) throw error;
        throw tooSlow(name, { found, length, patterns, error });
      }
    },
  };
}

interface SlowWork {
  /** What was not done. */
  readonly found: string;
  readonly length: number;
  readonly patterns: readonly UnknownPattern[];
  readonly error: TookTooLong;
}

function tooSlow(name: string, { found, length, patterns, error }: SlowWork): IndexError {
  const named = patterns
    .map(({ part, pattern }) => `${JSON.stringify(pattern.slice(0, 200))} in its ${part}`)
    .join(', ');
  const seconds = Math.round(error.limitMs / 100) / 10;
  return new IndexError(
    'tokenizer_invalid',
    `${name}: ${found} within ${seconds} s. Patterns that can take exponential time cause this. This tokenizer has ${named}. Write the pattern without nested repetitions, or use another tokenizer.`,
    { file: name, characters: length, limit_seconds: seconds },
    error,
  );
}

function parse(text: string, name: string): TokenizerTables {
  let json: TokenizerTables;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw invalid(name, `it is not valid JSON (${found})`);
  }
  const vocab = json?.model?.vocab;
  if (typeof vocab !== 'object' || vocab === null) throw invalid(name, 'it has no model.vocab');
  return json;
}

function invalid(name: string, found: string): IndexError {
  return new IndexError(
    'tokenizer_invalid',
    `${name} is not a tokenizer.json that can be used: ${found}. Expected a file as Hugging Face tokenizers write it.`,
    { file: name },
  );
}

function buildTable(json: TokenizerTables, name: string): TokenTable {
  const speller = createTokenSpeller(json.decoder ?? null, json.pre_tokenizer ?? null);
  if (typeof speller === 'string') {
    throw invalid(name, `its decoder ${speller} is not known`);
  }
  const tokens = new Map<number, string>();
  for (const [token, id] of listVocabulary(json.model.vocab)) {
    if (!Number.isSafeInteger(id) || id < 0 || id > 2 ** 26) {
      throw invalid(name, `token ${JSON.stringify(token)} has the id ${id}`);
    }
    tokens.set(id, token);
  }
  const special = new Set<number>();
  for (const { id, content, special: isSpecial } of json.added_tokens ?? []) {
    tokens.set(id, content);
    if (isSpecial === true) special.add(id);
  }
  return new TokenTable(tokens, special, speller);
}

function nameRow(length: number): string {
  return `a row of ids, ${length} long, was not decoded`;
}
