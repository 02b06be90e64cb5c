// Plain text: a record is a line, or the text between two separators.

import type { LineFormat } from '../format.ts';

export const text = {
  name: 'text',
  kind: 'lines',
  holds: 'text',
  keys: ['separator'],
  docs: { files: 'plain text', record: 'a line, or what stands between two separators' },
  label: 'plain text',
  encoding: 'text-lines',
  unit: 'line',
  endings: ['txt'],
} as const satisfies LineFormat;
