// A datatrove .ds: ids without a header, and the files next to it.
//
//   .index     u64 ends of the documents, in tokens, without a leading 0
//   .metadata  text: the tokenizer's file, "|", bytes of an id; then the number of ids

import { existsSync, readFileSync } from 'node:fs';
import { openShard } from '../../input/bytes/positioned-file.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { requireData } from '../../text/require-data.ts';
import { NumberFile } from '../orders/number-file.ts';
import type { IdSource } from '../rows/id-source.ts';
import { joinRows } from '../rows/joined-rows.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { openFixed } from '../tokens/fixed-rows.ts';
import type { NumberType } from '../tokens/number-types.ts';
import { openTokenFile, type TokenFile, TokenStream } from '../tokens/token-file.ts';
import { type TokenLayout, TokenRows } from '../tokens/token-rows.ts';

export function openDatatrove(source: IdSource): Promise<RowReader> | RowReader {
  const { data, dtype, cut } = source;
  const open = (path: NamedPath) => openDatatroveFile(path, dtype);
  return cut.kind === 'rows'
    ? openFixed(source, true, open)
    : joinRows(data, (path) => openDocuments(path, open(path)));
}

function openDocuments(path: NamedPath, tokens: TokenFile): RowReader {
  try {
    return new TokenRows(new TokenStream([tokens]), datatroveLayout(tokens, path));
  } catch (error) {
    tokens.file.close();
    throw error;
  }
}

/** Opens the ids; `dtype` is the run description's, if it names one. Throws `source_truncated`, `source_damaged`. */
function openDatatroveFile(path: NamedPath, dtype: NumberType | undefined): TokenFile {
  const said = readMetadata(`${path.path}.metadata`);
  const tokens = openTokenFile(path, dtype ?? said?.type ?? 'uint16');
  const refuse = (code: 'source_truncated' | 'source_damaged', found: string) => {
    tokens.file.close();
    return tokens.file.refuse(code, `${found}: copy all of its files again`, {
      byte: tokens.file.sizeBytes,
    });
  };
  if (said !== undefined && dtype !== undefined && dtype !== said.type) {
    throw refuse(
      'source_damaged',
      `holds ${said.type}, as its .metadata says; the run description says "dtype": "${dtype}"`,
    );
  }
  if (said !== undefined && said.tokens !== tokens.tokens) {
    const isShort = tokens.tokens < said.tokens;
    throw refuse(
      isShort ? 'source_truncated' : 'source_damaged',
      `has ${tokens.tokens} tokens (${tokens.file.sizeBytes} bytes); its .metadata says ${said.tokens}`,
    );
  }
  return tokens;
}

/** undefined: there is none, or it is of another kind. */
function readMetadata(path: string): { type: NumberType; tokens: number } | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  requireData(bytes, path);
  const [first = '', second = ''] = bytes.toString('latin1', 0, 4096).split('\n');
  const type = ({ '2': 'uint16', '4': 'uint32' } as const)[first.slice(first.lastIndexOf('|') + 1)];
  if (type === undefined || !/^\d+$/.test(second)) return undefined;
  return { type, tokens: Number(second) };
}

/** Documents by the .index. Throws `shard_missing`, `source_truncated`, `source_damaged`. */
function datatroveLayout(tokens: TokenFile, path: NamedPath): TokenLayout {
  const indexPath = { name: `${path.name}.index`, path: `${path.path}.index` };
  openShard(indexPath, path.name).close();
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
  const startOf = (record: number) => (record === 0 ? 0 : index.at(record - 1));
  return {
    records: whole,
    rowsOfFiles: [whole],
    dropped: undefined,
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
