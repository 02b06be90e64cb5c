// A JSON array as a stream: each element becomes a line of compact JSON.
//
// stream-json's tokens are written out again as they come, so an element is never held whole, and
// numbers keep their spelling (1.0, 12345678901234567890). The verifier runs ahead of the parser
// piece by piece, because only it says where the text stops being JSON. The lines then go the way
// of JSON lines: elements that are not objects, or are too long, are found there.

import { jsonParser, type Token } from 'stream-json/parser.js';
import { jsonVerifier } from 'stream-json/utils/verifier.js';
import { causeMessage } from '../../errors/cause.ts';
import { type ErrorCode, type ErrorDetails, IndexError } from '../../errors.ts';
import { isObject } from '../../input/lines/json-text.ts';

/** stream-chain's protocol, which stream-json's functions follow: the end mark and many values. */
const endOfInput = Symbol.for('object-stream.none');
type Stage = (input: string | symbol) => symbol | { values: Token[] };

const pieceBytes = 1 << 16;
const tailCharacters = 32;

/**
 * The elements of one array as UTF-8 lines; a chunk may hold a part of a line or many, and an empty
 * array gives none. `startByte` is where the first chunk lies in the source, for messages. Ends with
 * the stream, behind the closing bracket and white space. Throws `not_json` (also for what is no
 * array), `not_utf8`, `source_truncated` (the array is not closed) and what `chunks` throws.
 */
export async function* linesOfArray(
  chunks: AsyncIterable<Uint8Array>,
  options: { source: string; startByte: number },
): AsyncGenerator<Uint8Array> {
  const lines = new ArrayLines(options.source);
  // A byte order mark inside the text is text.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let byte = options.startByte;
  const decode = (piece?: Uint8Array) => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch (cause) {
      const found = `holds bytes that are not UTF-8 between bytes ${byte} and ${byte + (piece?.length ?? 0)}`;
      const message = `${found}; convert it, for example with iconv`;
      throw lines.refuse('not_utf8', message, { details: { byte }, cause });
    }
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const piece = chunk.subarray(at, at + pieceBytes);
      const text = lines.push(decode(piece));
      byte += piece.length;
      if (text !== '') yield Buffer.from(text);
    }
  }
  decode();
  const text = lines.end();
  if (text !== '') yield Buffer.from(text);
}

interface Why {
  readonly details: ErrorDetails;
  readonly cause?: unknown;
}

class ArrayLines {
  readonly #source: string;
  readonly #parse = jsonParser({ packValues: false }) as Stage;
  readonly #verify = jsonVerifier() as (input: string | symbol) => unknown;
  #character = 0;
  /** The verifier decides about a literal or an escape only once it has some characters of it. */
  #tail = '';
  #element = 0;
  #depth = 0;
  #hasEnded = false;
  /** The next key or value follows another one. */
  #needsComma = false;

  constructor(source: string) {
    this.#source = source;
  }

  push(text: string): string {
    const start = this.#character;
    try {
      this.#verify(text);
    } catch (error) {
      const at = findOffset(error);
      const length = Math.max(0, at - start);
      this.#write(this.#parse(text.slice(0, length)));
      throw this.#refuseText(error, start + length, text.slice(length, length + 20));
    }
    this.#character += text.length;
    this.#tail = (this.#tail + text).slice(-tailCharacters);
    return this.#write(this.#parse(text));
  }

  end(): string {
    try {
      this.#verify(endOfInput);
      const text = this.#write(this.#parse(endOfInput));
      if (this.#hasEnded) return text;
    } catch (error) {
      const at = findOffset(error);
      const rest = this.#tail.slice(at - this.#character || this.#tail.length);
      if (!mayGoOn(rest)) throw this.#refuseText(error, at, rest);
    }
    const found = `ends inside element ${this.#element + 1}, before the closing bracket`;
    throw this.refuse(
      'source_truncated',
      `${found}: the file is cut short; copy or write it again`,
      { details: { element: this.#element + 1 } },
    );
  }

  refuse(code: ErrorCode, found: string, { details, cause }: Why): IndexError {
    const all = { source: this.#source, ...details };
    return new IndexError(code, `${this.#source}, a JSON array, ${found}`, all, cause);
  }

  #refuseText(cause: unknown, character: number, found: string): IndexError {
    const reason = causeMessage(cause).replace(
      /^.*(?:Verifier cannot parse input: |Verifier has )/,
      '',
    );
    const isNumber = /^(NaN|-?Infinity)/.test(found);
    const advice = isNumber
      ? 'replace it by null, or write the records as JSON lines, where NaN and Infinity are read'
      : 'correct the file';
    const place = this.#hasEnded
      ? 'goes on after its closing bracket'
      : `is not valid JSON in element ${this.#element + 1}`;
    return this.refuse(
      'not_json',
      `${place}, at character ${character}: ${reason}, found ${JSON.stringify(found)}; ${advice}`,
      { details: { element: this.#element + 1, character }, cause },
    );
  }

  #write(output: ReturnType<Stage>): string {
    if (typeof output === 'symbol') return '';
    let text = '';
    for (const token of output.values) text += this.#writeToken(token);
    return text;
  }

  #writeToken(token: Token): string {
    switch (token.name) {
      case 'startObject':
        return this.#open('{');
      case 'startArray':
        return this.#open('[');
      case 'endObject':
        return this.#close('}');
      case 'endArray':
        return this.#close(']');
      case 'startKey':
        return this.#needsComma ? ',"' : '"';
      case 'endKey':
        this.#needsComma = false;
        return '":';
      case 'startString':
        return `${this.#startValue()}"`;
      case 'stringChunk':
        return JSON.stringify(token.value).slice(1, -1);
      case 'endString':
        return `"${this.#endValue()}`;
      case 'startNumber':
        return this.#startValue();
      case 'numberChunk':
        return token.value;
      case 'endNumber':
        return this.#endValue();
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        return `${this.#startValue()}${token.value}${this.#endValue()}`;
      default:
        throw new Error(`unexpected token ${token.name} of stream-json`);
    }
  }

  #open(bracket: '{' | '['): string {
    if (this.#depth === 0) {
      if (bracket === '{') throw this.#refuseTop('an object');
      this.#depth = 1;
      return '';
    }
    const text = this.#startValue() + bracket;
    this.#depth += 1;
    this.#needsComma = false;
    return text;
  }

  #close(bracket: '}' | ']'): string {
    this.#depth -= 1;
    if (this.#depth > 0) return bracket + this.#endValue();
    this.#hasEnded = true;
    return '';
  }

  #startValue(): string {
    if (this.#depth === 0) throw this.#refuseTop('a value');
    return this.#needsComma ? ',' : '';
  }

  #endValue(): string {
    this.#needsComma = this.#depth > 1;
    if (this.#needsComma) return '';
    this.#element += 1;
    return '\n';
  }

  #refuseTop(found: string): IndexError {
    return new IndexError(
      'not_json',
      `${this.#source} begins with ${found}: expected a JSON array; ` +
        'one object per line is the format jsonl',
      { source: this.#source },
    );
  }
}

/** Where the verifier stopped. */
function findOffset(error: unknown): number {
  return isObject(error) ? Number(error['offset']) : Number.NaN;
}

/** The text ended within something that could have become JSON. */
function mayGoOn(rest: string): boolean {
  const isLiteral = ['true', 'false', 'null'].some((literal) => literal.startsWith(rest));
  return isLiteral || /^\\(u[\da-fA-F]{0,3})?$/.test(rest);
}
