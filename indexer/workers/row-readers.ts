// A worker's reader of rows: one is open at a time, since sources are fed one after the other.

import type { RowReader } from '../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';

export class RowReaders implements Disposable {
  #specs = new Map<number, RowsSpec>();
  #open: { readonly source: number; readonly reader: RowReader } | undefined;

  add(source: number, spec: RowsSpec): void {
    this.#specs.set(source, spec);
  }

  /** The reader of a source, and the source's name; valid until another one is asked for. */
  async reader(source: number): Promise<{ readonly name: string; readonly reader: RowReader }> {
    const spec = this.#specs.get(source);
    if (spec === undefined) throw new Error(`no source of rows ${source}`);
    if (this.#open?.source !== source) {
      this.close();
      // Loaded where there are rows: lines need none of its formats.
      const { openRows } = await import('../../formats/rows/open-rows.ts');
      this.#open = { source, reader: await openRows(spec) };
    }
    return { name: spec.name, reader: this.#open.reader };
  }

  close(): void {
    this.#open?.reader.close();
    this.#open = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
