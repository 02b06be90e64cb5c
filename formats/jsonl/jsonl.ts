// JSON lines: a record is a line.

import type { LineFormat } from '../format.ts';

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
