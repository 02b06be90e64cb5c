// One request: its bytes -> lines -> steps, one after the other, up to the first that is refused.
//
// Bytes of lines that are not whole yet are counted over all requests, so that many halves of lines do
// not fill the memory.

import { IndexError } from '../errors.ts';
import type { IntakeAnswer, Refusal } from '../schemas/intake-answer.ts';
import { plainError, type RecordIntake } from './record-intake.ts';

/** Lines of a request: their answers are kept until it ends. */
const maxLines = 100_000;
const lineFeed = 0x0a;

/** Bytes of lines that are not whole, of all requests. */
export class OpenLines {
  readonly max: number;
  held = 0;
  /** Where lines are put together, one after the other. */
  #line = Buffer.alloc(0);

  constructor(max: number) {
    this.max = max;
  }

  /** The line of these parts, good until the next one. */
  join(parts: readonly Buffer[], bytes: number): Buffer {
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return first;
    if (this.#line.length < bytes) this.#line = Buffer.allocUnsafeSlow(bytes + (bytes >> 2));
    let at = 0;
    for (const part of parts) at += part.copy(this.#line, at);
    return this.#line.subarray(0, bytes);
  }
}

/** What is left of a step until it is durable. */
interface Waiting {
  readonly line: string;
  readonly run: string;
  readonly step: number;
  readonly durable: Promise<void>;
  readonly count: () => void;
}

export class IntakeRequest {
  #intake: RecordIntake;
  #open: OpenLines;
  #maxLineBytes: number;
  #parts: Buffer[] = [];
  #partBytes = 0;
  /** What was pushed and has parts, or is being read. */
  #chunks: Buffer<ArrayBuffer>[] = [];
  #lines = 0;
  #steps = 0;
  #waiting: Waiting[] = [];
  #refused: Refusal | undefined;
  #isOver = false;
  #work: Promise<void> = Promise.resolve();

  constructor(intake: RecordIntake, open: OpenLines, maxLineBytes: number) {
    this.#intake = intake;
    this.#open = open;
    this.#maxLineBytes = maxLineBytes;
  }

  /**
   * Resolves when the steps of these bytes are taken, or need not be looked at any more. They are given
   * away, with a buffer that is theirs alone.
   */
  push(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#work = this.#work.then(() => this.#read(given));
    return this.#work;
  }

  /** The body is whole. Resolves when all of its steps are durable, or one is not taken. */
  async end(): Promise<IntakeAnswer> {
    await this.#work;
    // A last line may be without a line feed.
    if (!this.#isOver && this.#partBytes > 0) await this.#takeLine(this.#joinParts());
    this.abort();
    let lines = '';
    let steps = 0;
    for (const { line, run, step, durable, count } of this.#waiting) {
      try {
        await durable;
      } catch (error) {
        this.#refused = { ...plainError(error), run, step };
        break;
      }
      count();
      lines += line;
      steps++;
    }
    if (this.#refused === undefined && steps === 0) this.#refused = noLine();
    if (this.#refused !== undefined) this.#intake.countRefused(this.#refused.code);
    return { lines, steps, refused: this.#refused };
  }

  /** The rest of the body does not come: lines that were whole are taken. */
  abort(): void {
    this.#isOver = true;
    this.#dropParts();
  }

  async #read(bytes: Buffer<ArrayBuffer>): Promise<void> {
    this.#chunks.push(bytes);
    for (let start = 0; start < bytes.length && !this.#isOver; ) {
      const end = bytes.indexOf(lineFeed, start);
      this.#keep(bytes.subarray(start, end < 0 ? bytes.length : end));
      if (end < 0) break;
      if (!this.#isOver) await this.#takeLine(this.#joinParts());
      start = end + 1;
    }
    if (this.#partBytes === 0) this.#freeChunks();
  }

  /** Memory goes back at once that a collection would have to come for. */
  #freeChunks(): void {
    for (const { buffer, length } of this.#chunks) {
      if (buffer.byteLength === length) buffer.transfer(0);
    }
    this.#chunks = [];
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#partBytes += part.length;
    this.#open.held += part.length;
    if (this.#partBytes > this.#maxLineBytes) {
      const found = `line ${this.#lines + 1} has more than ${this.#maxLineBytes} bytes`;
      const solve = 'send fewer records per step, or start the server with a larger --max-body';
      this.#refuse(new IndexError('body_too_large', `${found}: ${solve}`));
    } else if (this.#open.held > this.#open.max) {
      const found = `lines that are not whole take ${this.#open.max} bytes, as many as this server holds`;
      this.#refuse(new IndexError('server_busy', `${found}: send the step again in a moment`));
    }
  }

  #joinParts(): Buffer {
    const line = this.#open.join(this.#parts, this.#partBytes);
    this.#dropParts();
    return line;
  }

  #dropParts(): void {
    this.#open.held -= this.#partBytes;
    this.#parts = [];
    this.#partBytes = 0;
  }

  async #takeLine(bytes: Buffer): Promise<void> {
    this.#lines++;
    try {
      if (this.#steps >= maxLines) throw tooManyLines();
      const taken = await this.#intake.take(bytes, this.#lines, this.#steps === 0);
      if (taken === undefined) return;
      this.#steps++;
      const { run, step, records } = taken.entry;
      const { status, durable } = taken;
      const counted = { records, bytes: taken.entry.lines.length, status };
      const line = `${JSON.stringify({ run, step, records, status })}\n`;
      const count = () => this.#intake.countTaken(counted);
      this.#waiting.push({ line, run, step, durable, count });
      // Nothing behind a step that could not be written is taken.
      durable.catch(() => {
        this.#isOver = true;
      });
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    const plain = plainError(error);
    const { run, step } = plain.details;
    this.#refused ??= {
      ...plain,
      run: typeof run === 'string' ? run : undefined,
      step: typeof step === 'number' ? step : undefined,
    };
    this.abort();
  }
}

function noLine(): Refusal {
  const expected = 'expected a line for each step, {"run":"r1","step":12,"records":[...]}';
  const message = `the body has no line: ${expected}`;
  return { code: 'not_json', message, details: {}, run: undefined, step: undefined };
}

function tooManyLines(): IndexError {
  const found = `the body has more than ${maxLines} steps`;
  return new IndexError('body_too_large', `${found}: send the rest in another request`);
}
