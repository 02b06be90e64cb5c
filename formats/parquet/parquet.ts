// Parquet: a record is a row of a file.

import type { ColumnFormat } from '../format.ts';
import { isEmptyFile, NoRows } from '../rows/no-rows.ts';

export const parquet = {
  name: 'parquet',
  kind: 'rows',
  holds: 'text',
  keys: ['text_field', 'tokens_field', 'id_field', 'facet_field', 'dtype', 'end_of_document'],
  docs: { files: 'Parquet', record: 'a row' },
  naming: { kind: 'files' },
  readsRanges: true,
  signs: [
    {
      // What follows is a page's header, which begins with a control character: PAR1 is a gene, too.
      magic: 'PAR1\x15',
      name: 'a Parquet file',
      advice: 'say --format parquet',
    },
  ],
  open: async (data, fields) => {
    if (isEmptyFile(data)) return new NoRows(data);
    const { ParquetRows } = await import('./parquet-rows.ts');
    return ParquetRows.open(data, fields);
  },
} as const satisfies ColumnFormat;
