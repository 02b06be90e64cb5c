// datatrove's .ds of ids with its .index: a record is a document, or a row.

import { adviseRun } from '../advise.ts';
import type { TokenFormat } from '../format.ts';

export const datatrove = {
  name: 'datatrove',
  kind: 'rows',
  holds: 'ids',
  keys: ['row_tokens', 'row_stride', 'dtype', 'end_of_document', 'unit'],
  docs: { files: "datatrove's `.ds` with `.index`", record: 'a document, or a row' },
  naming: { kind: 'files' },
  signs: [
    {
      name: 'binary, by its name datatrove’s',
      advice: adviseRun('datatrove'),
      isNamed: ({ name }) => name.endsWith('.ds'),
    },
  ],
  open: async (source) => (await import('./datatrove-layout.ts')).openDatatrove(source),
} as const satisfies TokenFormat;
