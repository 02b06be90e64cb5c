// OLMo's parts, ids without a header whatever their name: a record is a chunk.

import { adviseRun } from '../advise.ts';
import type { TokenFormat } from '../format.ts';

export const olmo = {
  name: 'olmo',
  kind: 'rows',
  holds: 'ids',
  keys: ['row_tokens', 'row_stride', 'dtype', 'end_of_document'],
  docs: { files: "OLMo's `.npy` parts (no NumPy header)", record: 'a chunk' },
  naming: { kind: 'files' },
  rowTokens: 'needed',
  signs: [
    {
      name: 'binary without a NumPy header, as OLMo’s token files',
      advice: adviseRun('olmo'),
      isNamed: ({ name }) => name.endsWith('.npy'),
    },
  ],
  open: async (source) => (await import('./open-olmo.ts')).openOlmo(source),
} as const satisfies TokenFormat;
