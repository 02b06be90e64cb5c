// CSV and TSV as a stream: each row becomes a line of JSON, the array of its cells.
//
// Written here and not with csv-parse, which splits/ uses: that holds whole rows and decodes bytes
// that are not UTF-8 without a word. Here a row is never held whole, and bytes pass as they are
// (as latin1), so that a row that is too long or is not UTF-8 is a bad record like any other line.
// A row of several lines is followed by lines of a minus sign, which are not records: so line numbers
// are those of the file. A blank line stays one. The header is a JSON object, so that a changed header changes the bytes that are
// compared when an interrupted source is continued.

import { isUtf8 } from 'node:buffer';
import { type ErrorCode, IndexError } from '../../errors.ts';
import { adviseJson } from './advise-json.ts';
import type { Quoting } from './quoting.ts';

export interface TableOptions {
  readonly source: string;
  readonly delimiter: ',' | '\t';
  /** What quotation marks do: by default they enclose cells. */
  readonly quoting?: Quoting | undefined;
}

export interface Table {
  /** The header's names, in order; known once the first chunk of `lines` has come. */
  readonly columns: readonly string[];
  /** The rows as lines; a chunk may hold a part of a line or many. */
  readonly lines: AsyncIterable<Uint8Array>;
}

const pieceBytes = 1 << 16;
const maxHeaderBytes = 1 << 20;

/**
 * One pass over a table, behind a byte order mark. The pass throws `not_csv` (a cell in quotes that
 * is not closed, a column that is named twice), `not_utf8` (in the header), `source_empty` for no row
 * and what `chunks` throws. Rows with another number of cells than the header are left to decodeBatch.
 */
export function openTable(chunks: AsyncIterable<Uint8Array>, options: TableOptions): Table {
  const rows = new TableRows(options);
  async function* lines(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const text = rows.push(bytes.toString('latin1', at, at + pieceBytes));
        if (text !== '') yield Buffer.from(text, 'latin1');
      }
    }
    const text = rows.end();
    if (text !== '') yield Buffer.from(text, 'latin1');
  }
  return {
    get columns() {
      return rows.columns;
    },
    lines: lines(),
  };
}

/** Where the text stands: before a cell, in a plain one, in quotes, or behind a quotation mark there. */
type State = 'start' | 'plain' | 'quoted' | 'quote';

class TableRows {
  readonly #options: TableOptions;
  readonly #delimiter: string;
  readonly #hasQuotes: boolean;
  /** What ends a stretch of a plain cell. */
  readonly #special: RegExp;
  #columns: readonly string[] | undefined;
  /** The header so far, as a line of JSON. */
  #header = '';
  #out = '';
  #state: State = 'start';
  /** Of the row so far. */
  #cells = 0;
  #rows = 0;
  #line = 1;
  #rowLine = 1;
  #quoteLine = 0;
  /** The row ended with a carriage return, to which a line feed may belong. */
  #isAfterReturn = false;

  constructor(options: TableOptions) {
    const { delimiter, quoting = 'standard' } = options;
    this.#options = options;
    this.#delimiter = delimiter;
    this.#hasQuotes = quoting === 'standard';
    // Inside a plain cell of TSV a quotation mark is text, as in most of such files.
    const endsAtQuote = this.#hasQuotes && delimiter === ',';
    this.#special = new RegExp(`[${this.#delimiter}\r\n${endsAtQuote ? '"' : ''}]`, 'g');
  }

  get columns(): readonly string[] {
    return this.#columns ?? [];
  }

  /** The next characters, one a byte; gives what of the lines is complete so far. */
  push(text: string): string {
    let at = 0;
    while (at < text.length) at = this.#take(text, at);
    if (this.#columns === undefined && this.#header.length > maxHeaderBytes) {
      throw this.#refuse(
        'not_csv',
        this.#rowLine,
        `begins a header of more than ${maxHeaderBytes} bytes: expected the names of the columns in the first line${this.#adviceOnQuotes()}`,
      );
    }
    return this.#takeOut();
  }

  /** The rest; what lacks a line feed is whole all the same. */
  end(): string {
    if (this.#state === 'quoted') {
      throw this.#refuse(
        'not_csv',
        this.#quoteLine,
        `has a cell that begins with a quotation mark (") and is not closed by the end of the file. Close it, or copy the file again if it is cut short${this.#adviceOnQuotes()}`,
      );
    }
    if (this.#state === 'start' && this.#cells > 0) this.#openCell();
    if (this.#cells > 0) this.#endRow();
    if (this.#rows > 0) return this.#takeOut();
    const { source } = this.#options;
    const found = this.#columns === undefined ? 'has no line' : 'has a header but no row after it';
    throw new IndexError(
      'source_empty',
      `${source} ${found}: expected at least one record; leave it out or write it again`,
      { source },
    );
  }

  #takeOut(): string {
    const text = this.#out;
    this.#out = '';
    return text;
  }

  /** Takes characters from `at` on, and gives the place behind them. */
  #take(text: string, at: number): number {
    if (this.#isAfterReturn) {
      this.#isAfterReturn = false;
      if (text[at] === '\n') return at + 1;
    }
    switch (this.#state) {
      case 'start':
        return this.#start(text, at);
      case 'plain':
        return this.#plain(text, at);
      case 'quoted':
        return this.#quoted(text, at);
      case 'quote':
        return this.#afterQuote(text, at);
    }
  }

  #start(text: string, at: number): number {
    const mark = text.charAt(at);
    const isLineEnd = mark === '\n' || mark === '\r';
    if (isLineEnd && this.#cells === 0) {
      this.#isAfterReturn = mark === '\r';
      this.#out += '\n';
      this.#rowLine = ++this.#line;
      return at + 1;
    }
    this.#openCell();
    if (mark === '"' && this.#hasQuotes) {
      this.#state = 'quoted';
      this.#quoteLine = this.#line;
      return at + 1;
    }
    this.#state = 'plain';
    return at;
  }

  #plain(text: string, at: number): number {
    this.#special.lastIndex = at;
    const end = this.#special.exec(text)?.index ?? text.length;
    this.#write(escapeJson(text.slice(at, end)));
    return end < text.length ? this.#endCell(text, end) : end;
  }

  #quoted(text: string, at: number): number {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    const cell = text.slice(at, end);
    for (let feed = cell.indexOf('\n'); feed >= 0; feed = cell.indexOf('\n', feed + 1)) {
      this.#line += 1;
    }
    this.#write(escapeJson(cell));
    if (quote < 0) return end;
    this.#state = 'quote';
    return end + 1;
  }

  #afterQuote(text: string, at: number): number {
    if (text[at] === '"') {
      this.#write('\\"');
      this.#state = 'quoted';
      return at + 1;
    }
    return this.#endCell(text, at);
  }

  /** At a delimiter or a line's end; anything else cannot stand there. */
  #endCell(text: string, at: number): number {
    const mark = text.charAt(at);
    if (mark === this.#delimiter) {
      this.#write('"');
      this.#state = 'start';
    } else if (mark === '\n' || mark === '\r') {
      this.#endRow();
      this.#isAfterReturn = mark === '\r';
    } else {
      throw this.#refuseQuote(mark);
    }
    return at + 1;
  }

  #openCell(): void {
    this.#write(this.#cells === 0 ? '["' : ',"');
    this.#cells += 1;
  }

  #endRow(): void {
    this.#write('"]');
    if (this.#columns === undefined) this.#endHeader();
    else this.#rows += 1;
    this.#out += `\n${'-\n'.repeat(this.#line - this.#rowLine)}`;
    this.#rowLine = ++this.#line;
    this.#cells = 0;
    this.#state = 'start';
  }

  #write(text: string): void {
    if (this.#columns === undefined) this.#header += text;
    else this.#out += text;
  }

  #endHeader(): void {
    const bytes = Buffer.from(this.#header, 'latin1');
    if (!isUtf8(bytes)) {
      const advice = 'convert the file, for example with iconv -t UTF-8';
      throw this.#refuse('not_utf8', this.#rowLine, `is not UTF-8, the header: ${advice}`);
    }
    const names: string[] = JSON.parse(bytes.toString());
    const again = names.find((name, i) => name !== '' && names.indexOf(name) < i);
    if (again !== undefined) {
      const found = `names the column ${JSON.stringify(again)} twice: rename one of them`;
      throw this.#refuse('not_csv', this.#rowLine, found);
    }
    this.#columns = names;
    this.#out += `{"columns":${this.#header}}`;
    this.#header = '';
  }

  #refuseQuote(found: string): IndexError {
    const isInPlain = this.#state === 'plain';
    const lines =
      this.#line === this.#quoteLine ? '' : `, which begins in line ${this.#quoteLine},`;
    const place = isInPlain
      ? 'a quotation mark (") inside a cell that does not begin with one'
      : `${JSON.stringify(found)} behind the quotation mark (") that closes a cell${lines}`;
    return this.#refuse(
      'not_csv',
      this.#line,
      `has ${place}: expected cells with quotation marks to be in quotes, and those inside doubled ("")${this.#adviceOnQuotes()}`,
    );
  }

  #adviceOnQuotes(): string {
    if (!this.#hasQuotes) return '';
    const json = this.#columns === undefined ? adviseJson(this.#header.slice(2)) : '';
    if (json !== '') return `. ${json}`;
    return '. If quotation marks enclose no cells in this file, read them as text with --quoting none ("quoting": "none" in a run description)';
  }

  #refuse(code: ErrorCode, line: number, found: string): IndexError {
    const { source } = this.#options;
    return new IndexError(code, `${source}, line ${line} ${found}`, { source, line });
  }
}

/** As inside a JSON string; bytes from 0x80 on stay. */
function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
