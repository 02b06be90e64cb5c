// Documents of a datatrove .ds, by the .index beside it: u64 ends in tokens, without a leading 0.

import { NumberFile } from './number-file.ts';
import type { NamedPath } from './row-reader.ts';
import type { TokenFile } from './token-file.ts';
import type { TokenLayout } from './token-rows.ts';

/** Throws `order_invalid`-free errors of files only: `source_truncated`, `source_damaged`. */
export function datatroveLayout(
  tokens: TokenFile,
  indexPath: NamedPath,
  wholeBatches: number | undefined,
): TokenLayout {
  const index = new NumberFile(indexPath, 'uint64');
  const whole = index.length;
  const last = whole === 0 ? 0 : index.at(whole - 1);
  if (last !== tokens.tokens) {
    index.close();
    throw tokens.file.refuse(
      last > tokens.tokens ? 'source_truncated' : 'source_damaged',
      `has ${tokens.tokens} tokens of ${tokens.type} (${tokens.file.sizeBytes} bytes); ${indexPath.name} says ${last}: copy both again, or name the "dtype" that it has`,
      { byte: tokens.file.sizeBytes },
    );
  }
  const records = wholeBatches === undefined ? whole : whole - (whole % wholeBatches);
  const startOf = (record: number) => (record === 0 ? 0 : index.at(record - 1));
  return {
    records,
    rowsOfFiles: [whole],
    dropped:
      records === whole
        ? undefined
        : `${whole - records} documents of a last batch that is not whole`,
    meanTokens: tokens.tokens / Math.max(1, whole),
    spans(record) {
      const start = startOf(record);
      return [{ start, count: index.at(record) - start }];
    },
    line: (record) => record + 1,
    check(signal) {
      let before = 0;
      for (let record = 0; record < whole; record++) {
        if (record % 65_536 === 0) signal.throwIfAborted();
        const end = index.at(record);
        if (!(end >= before && end <= last)) {
          const byte = index.byteOf(record);
          throw index.file.refuse(
            'source_damaged',
            `is damaged at byte ${byte}: document ${record} ends at token ${end}, the one before at ${before} of ${last}`,
            { byte },
          );
        }
        before = end;
      }
    },
    files: [{ role: 'index', file: index.file }],
  };
}
