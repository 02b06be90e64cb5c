// Records of token ids: a layout says which ids are a record, a stream reads them.

import type { PositionedFile } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { FileRole, Row, RowFile, RowReader } from '../rows/row-reader.ts';
import type { TokenStream } from './token-file.ts';

/** Ids [start, start + count) of the stream. */
export interface Span {
  readonly start: number;
  readonly count: number;
}

export interface TokenLayout {
  readonly records: number;
  /** Rows that begin in each file of the stream. */
  readonly rowsOfFiles: readonly number[];
  readonly dropped: string | undefined;
  /** Tokens of a record, about. */
  readonly meanTokens: number;
  /** The record's ids, in order. */
  spans(record: number): readonly Span[];
  /** The record's number among the rows of its source, from 1 on; more than once where it repeats. */
  line(record: number): number;
  /** Reads all that decides the layout, and checks it. */
  check?(signal: AbortSignal): void;
  /** Files of the layout itself. */
  readonly files: readonly { readonly role: FileRole; readonly file: PositionedFile }[];
}

/** English has some 4.5 bytes of text a token. */
const textBytesPerToken = 4.5;
const maxRows = 256;

export class TokenRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped: string | undefined;
  #stream: TokenStream;
  #layout: TokenLayout;

  /** Owns the stream and the layout's files from now on. */
  constructor(stream: TokenStream, layout: TokenLayout) {
    this.#stream = stream;
    this.#layout = layout;
    this.records = layout.records;
    this.dropped = layout.dropped;
    const fileOf = ({
      name,
      path,
      sizeBytes,
    }: PositionedFile): NamedPath & { sizeBytes: number } => ({ name, path, sizeBytes });
    this.files = [
      ...stream.files.map(({ file }, i): RowFile => {
        return { ...fileOf(file), role: 'data', rows: layout.rowsOfFiles[i] as number };
      }),
      ...layout.files.map(({ role, file }): RowFile => ({ ...fileOf(file), role })),
    ];
  }

  check(signal: AbortSignal): void {
    this.#layout.check?.(signal);
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const rowBytes = Math.max(1, this.#layout.meanTokens * textBytesPerToken);
    const rows = Math.max(1, Math.floor(budgetBytes / rowBytes));
    const end = Math.min(this.records, start + rows);
    return { end, bytes: Math.ceil((end - start) * rowBytes) };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    const layout = this.#layout;
    for (let at = start; at < end; at += maxRows) {
      const rows: Row[] = [];
      for (let record = at; record < Math.min(end, at + maxRows); record++) {
        const spans = layout.spans(record);
        const ids = new Uint32Array(spans.reduce((sum, { count }) => sum + count, 0));
        let filled = 0;
        for (const { start: from, count } of spans) {
          this.#stream.read(from, ids.subarray(filled, filled + count));
          filled += count;
        }
        rows.push({ line: layout.line(record), ids });
      }
      yield rows;
    }
  }

  close(): void {
    this.#stream.close();
    for (const { file } of this.#layout.files) file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
