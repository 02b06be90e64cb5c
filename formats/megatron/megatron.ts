// Megatron and GPT-NeoX, a .bin of ids and its .idx: a record is a document, a sequence, a row or a
// sample of GPTDataset.

import { existsSync } from 'node:fs';
import { adviseRun } from '../advise.ts';
import type { TokenFormat } from '../format.ts';

export const megatron = {
  name: 'megatron',
  kind: 'rows',
  holds: 'ids',
  keys: ['row_tokens', 'row_stride', 'dtype', 'end_of_document', 'unit'],
  docs: {
    files: 'Megatron and GPT-NeoX `.bin` + `.idx`',
    record: 'a document, a sequence, a row, or a sample of GPTDataset',
  },
  naming: { kind: 'prefix', endings: ['.bin', '.idx'] },
  orders: ['gpt-dataset', 'gpt-blend'],
  signs: [
    {
      magic: 'MMIDIDX\0\0',
      name: 'the index of a Megatron or GPT-NeoX dataset',
      advice: adviseRun('megatron', ', by its path without .idx'),
    },
    {
      name: 'binary, with a .idx next to it: the tokens of a Megatron or GPT-NeoX dataset',
      advice: adviseRun('megatron', ', by its path without .bin'),
      isNamed: ({ kind, path }) =>
        kind === 'file' && path.endsWith('.bin') && existsSync(path.replace(/\.bin$/, '.idx')),
    },
  ],
  open: async (source) => (await import('./megatron-rows.ts')).openMegatron(source),
} as const satisfies TokenFormat;
