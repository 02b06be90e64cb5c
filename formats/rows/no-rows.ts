// A file of no bytes: no record, whatever its format.

import type { NamedPath } from '../../input/paths/named-path.ts';
import type { RowFile, RowReader } from './row-reader.ts';

export class NoRows implements RowReader {
  readonly records = 0;
  readonly files: readonly RowFile[];
  readonly dropped = undefined;

  constructor(path: NamedPath) {
    this.files = [{ role: 'data', ...path, sizeBytes: 0, rows: 0 }];
  }

  check(): void {}

  batchEnd(): { end: number; bytes: number } {
    return { end: 0, bytes: 0 };
  }

  async *read(): AsyncGenerator<never> {}

  close(): void {}

  [Symbol.dispose](): void {}
}
