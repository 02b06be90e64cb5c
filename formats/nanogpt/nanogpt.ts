// nanoGPT's one stream of ids without a header: a record is a row.

import type { TokenFormat } from '../format.ts';

export const nanogpt = {
  name: 'nanogpt',
  kind: 'rows',
  holds: 'ids',
  keys: ['row_tokens', 'row_stride', 'dtype', 'end_of_document'],
  docs: { files: 'a stream of ids without a header', record: 'a row' },
  naming: { kind: 'files' },
  isOneStream: true,
  rowTokens: 'needed',
  open: async (source) => {
    const { openFixed } = await import('../tokens/fixed-rows.ts');
    const { openRawFile } = await import('../tokens/raw-token-file.ts');
    return openFixed(source, false, (path) => openRawFile(path, source.dtype));
  },
} as const satisfies TokenFormat;
