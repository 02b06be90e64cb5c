// CSV and TSV with a header: a record is a row.

import type { ConvertedLines, ConvertOptions, LineFormat } from '../format.ts';

const table = {
  kind: 'lines',
  holds: 'text',
  keys: ['text_field', 'id_field', 'facet_field', 'quoting'],
  encoding: 'table-rows',
  unit: 'line',
} as const;

export const csv = {
  ...table,
  name: 'csv',
  docs: { files: 'CSV with a header', record: 'a row' },
  label: 'CSV',
  endings: ['csv'],
  whyWhole: 'CSV, which is not continued',
  convert: (content, options) => convert(content, options, ','),
} as const satisfies LineFormat;

export const tsv = {
  ...table,
  name: 'tsv',
  docs: { files: 'TSV with a header', record: 'a row' },
  label: 'TSV',
  endings: ['tsv'],
  whyWhole: 'TSV, which is not continued',
  convert: (content, options) => convert(content, options, '\t'),
} as const satisfies LineFormat;

async function convert(
  content: AsyncIterable<Uint8Array>,
  { source, quoting }: ConvertOptions,
  delimiter: ',' | '\t',
): Promise<ConvertedLines> {
  const { openTable } = await import('./table-lines.ts');
  return openTable(content, { source, delimiter, quoting });
}
