// Pythia's preshuffled rows: one stream of ids, cut into rows of 2,049.

import type { TokenFormat } from '../format.ts';

export const pythiaRows = {
  name: 'pythia-rows',
  kind: 'rows',
  holds: 'ids',
  keys: ['row_tokens', 'row_stride', 'dtype', 'end_of_document'],
  docs: { files: "Pythia's preshuffled rows", record: 'a row' },
  naming: { kind: 'files' },
  isOneStream: true,
  rowTokens: 2049,
  open: async (source) => (await import('./open-pythia-rows.ts')).openPythiaRows(source),
} as const satisfies TokenFormat;
