// One file of logged samples -> its rows and judgements, as columns, and the documents to check.
//
// Files are read into one window of bytes without copies; a compressed one goes through it too.

import { closeSync, openSync, readSync } from 'node:fs';
import { fileError } from '../../../errors/file-error.ts';
import { detectCompression } from '../../../input/compression/decompress.ts';
import { requireData } from '../../../text/require-data.ts';
import { badResult, quoted } from '../bad-result.ts';
import { lineTooLong, maxLineBytes } from '../line-limit.ts';
import { openBytes } from '../open-bytes.ts';
import type { Sample } from './decode-sample.ts';
import { SampleFault } from './decode-sample.ts';
import { KnownLines, type ReadLine } from './known-lines.ts';

export interface SampleRows {
  /** By row of the file, blank lines left out. */
  readonly rows: Float64Array;
  readonly lines: Float64Array;
  readonly right: Uint8Array;
  /** Those that have to be the row's pair, with places in the columns. Others were the same bytes. */
  readonly documents: readonly { readonly at: number; readonly document: Sample['document'] }[];
}

const windowBytes = 4 << 20;
const lineFeed = 0x0a;
const blank = /^\s*$/;

/** Reads files of one task: their lines resemble each other. */
export class SampleReader {
  #window = Buffer.allocUnsafeSlow(windowBytes);
  #known: KnownLines;

  constructor(metric?: string) {
    this.#known = new KnownLines(metric);
  }

  /** Another task begins. */
  forget(metric?: string): void {
    this.#known = new KnownLines(metric);
  }

  /**
   * Throws `results_invalid` with the line, and what openBytes throws.
   */
  async read(file: string, signal?: AbortSignal): Promise<SampleRows> {
    const rows = new RowColumns(file);
    this.#known.beginFile();
    let filled = this.#fillFrom(file, rows);
    if (filled === undefined) {
      filled = 0;
      for await (const chunk of openBytes(file, { signal })) {
        this.#makeRoom(filled + chunk.length, rows);
        this.#window.set(chunk, filled);
        filled = this.#takeLines(filled + chunk.length, rows);
      }
    }
    if (filled > 0) this.#takeLine(this.#window.subarray(0, filled), rows);
    return rows.finish();
  }

  /** Takes a plain file, except for a last line without a line feed; undefined: it is compressed. */
  #fillFrom(file: string, rows: RowColumns): number | undefined {
    let fd: number | undefined;
    try {
      fd = openSync(file, 'r');
      let filled = 0;
      for (let isFirst = true; ; isFirst = false) {
        const bytes = readSync(fd, this.#window, filled, this.#window.length - filled, null);
        if (bytes === 0) return filled;
        const head = this.#window.subarray(0, filled + bytes);
        if (isFirst) requireData(head, file);
        if (isFirst && detectCompression(head) !== undefined) return undefined;
        filled = this.#takeLines(filled + bytes, rows);
        this.#makeRoom(filled + 1, rows);
      }
    } catch (error) {
      throw fileError(error, { path: file, doing: 'read' });
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  #makeRoom(bytes: number, rows: RowColumns): void {
    // The rest of the window is a line without its end.
    if (bytes > maxLineBytes) throw lineTooLong(rows.place);
    if (bytes <= this.#window.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * bytes);
    this.#window.copy(larger);
    this.#window = larger;
  }

  /** Takes the lines that end in the first `filled` bytes, and moves what is left to the front. */
  #takeLines(filled: number, rows: RowColumns): number {
    const window = this.#window;
    let at = 0;
    while (at < filled) {
      const known = this.#known.readKnown(window, at, filled);
      if (known !== undefined) {
        rows.push(known);
        at = known.end;
        continue;
      }
      const end = window.indexOf(lineFeed, at) + 1;
      if (end === 0 || end > filled) break;
      this.#takeLine(window.subarray(at, end), rows);
      at = end;
    }
    if (at > 0) window.copyWithin(0, at, filled);
    return filled - at;
  }

  #takeLine(line: Buffer, rows: RowColumns): void {
    if (line.length < 3 && blank.test(line.toString('latin1'))) {
      rows.pass();
      return;
    }
    try {
      rows.push(this.#known.readWhole(line));
    } catch (error) {
      if (error instanceof SampleFault) throw badResult(rows.place, error.message, error);
      throw error;
    }
  }
}

class RowColumns {
  #file: string;
  #rows: number[] = [];
  #lines: number[] = [];
  #right: number[] = [];
  #documents: { at: number; document: Sample['document'] }[] = [];
  #line = 0;
  #filter: string | null | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Of the next line. */
  get place(): { file: string; line: number } {
    return { file: this.#file, line: this.#line + 1 };
  }

  /** A blank line. */
  pass(): void {
    this.#line++;
  }

  push({ judgement, document }: ReadLine): void {
    const { row, isRight, filter } = judgement;
    if (this.#filter === undefined) this.#filter = filter;
    if (filter !== this.#filter) {
      throw badResult(
        this.place,
        `row ${row} is of filter ${quoted(filter)}, and the lines before are of filter ${quoted(this.#filter)}. Expected one filter; keep the lines of one of them.`,
      );
    }
    if (document !== undefined) this.#documents.push({ at: this.#rows.length, document });
    this.#rows.push(row);
    this.#lines.push(++this.#line);
    this.#right.push(Number(isRight));
  }

  finish(): SampleRows {
    return {
      rows: Float64Array.from(this.#rows),
      lines: Float64Array.from(this.#lines),
      right: Uint8Array.from(this.#right),
      documents: this.#documents,
    };
  }
}
