// A file of no bytes: no record, whatever its format.

import { statSync } from 'node:fs';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { RowFile, RowReader } from './row-reader.ts';

/** Of a format whose files have a header, one without a byte: it holds nothing, as of any format. */
export function isEmptyFile({ path, remote }: NamedPath): boolean {
  if (remote !== undefined) return remote.sizeBytes === 0;
  return statSync(path, { throwIfNoEntry: false })?.size === 0;
}

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
