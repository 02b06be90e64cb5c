// A JSON array: a record is an element.

import type { LineFormat } from '../format.ts';

export const json = {
  name: 'json',
  kind: 'lines',
  holds: 'text',
  keys: ['text_field', 'id_field', 'facet_field'],
  docs: { files: 'one JSON array', record: 'an element' },
  label: 'a JSON array',
  encoding: 'json-lines',
  unit: 'element',
  endings: [],
  firstCharacter: '[',
  whyWhole: 'a JSON array, to which nothing can be appended',
  convert: async (content, options) => {
    const { linesOfArray } = await import('./json-array.ts');
    return { lines: linesOfArray(content, options) };
  },
} as const satisfies LineFormat;
