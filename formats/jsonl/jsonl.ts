// JSON lines: a record is a line.

import type { ColumnFormat, LineFormat } from '../format.ts';

export const jsonl = {
  name: 'jsonl',
  kind: 'lines',
  holds: 'text',
  keys: ['text_field', 'id_field', 'facet_field'],
  docs: { files: 'JSON lines', record: 'a line' },
  label: 'JSON lines',
  encoding: 'json-lines',
  unit: 'line',
  endings: [],
} as const satisfies LineFormat;

/** The same found by number, where an order log names records. */
export const jsonlByNumber = {
  name: 'jsonl',
  kind: 'rows',
  holds: 'text',
  keys: jsonl.keys,
  docs: jsonl.docs,
  naming: { kind: 'files' },
  open: async (data, fields) => (await import('./jsonl-rows.ts')).openJsonlRows(data, fields),
} as const satisfies ColumnFormat;
