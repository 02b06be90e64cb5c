// Several readers as one: where an order goes over all files of a run, its numbers count through them.

import { IndexError } from '../../errors.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { Row, RowFile, RowReader } from './row-reader.ts';

/** Opens all data as one reader, or none where one cannot be opened. */
export async function joinRows(
  data: readonly NamedPath[],
  open: (one: NamedPath, at: number) => RowReader | Promise<RowReader>,
): Promise<RowReader> {
  const readers: RowReader[] = [];
  try {
    for (const [at, one] of data.entries()) readers.push(await open(one, at));
  } catch (error) {
    for (const reader of readers) reader.close();
    throw error;
  }
  const [first] = readers;
  if (first === undefined) throw new Error('a source without a file');
  return readers.length === 1 ? first : new JoinedRows(readers);
}

class JoinedRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped: string | undefined;
  #parts: readonly { readonly rows: RowReader; readonly first: number }[];

  /**
   * Owns the readers from now on. Each has all its rows as records: one that leaves some out would
   * shift the numbers of the rows behind it.
   */
  constructor(readers: readonly RowReader[]) {
    let first = 0;
    this.#parts = readers.map((rows) => {
      first += rows.records;
      return { rows, first: first - rows.records };
    });
    this.records = first;
    this.files = readers.flatMap(({ files }) => files);
    const dropped = readers.map((rows) => rows.dropped).filter((one) => one !== undefined);
    this.dropped = dropped.length === 0 ? undefined : dropped.join(', ');
  }

  check(signal: AbortSignal): void {
    for (const { rows } of this.#parts) rows.check(signal);
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const { rows, first } = this.#findPart(start);
    const { end, bytes } = rows.batchEnd(start - first, budgetBytes);
    return { end: end + first, bytes };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    for (let at = start; at < end; ) {
      const { rows, first } = this.#findPart(at);
      const stop = Math.min(end, first + rows.records);
      for await (const some of rows.read(at - first, stop - first)) {
        yield some.map((row) => ({ ...row, line: row.line + first }));
      }
      at = stop;
    }
  }

  close(): void {
    for (const { rows } of this.#parts) rows.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #findPart(record: number) {
    const part = this.#parts.findLast(({ rows, first }) => first <= record && rows.records > 0);
    if (part === undefined) throw new IndexError('source_empty', 'the files hold no record');
    return part;
  }
}
