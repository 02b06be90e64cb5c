// llm.c's files of ids with a header: a record is a row of a file.

import { adviseRun } from '../advise.ts';
import type { TokenFormat } from '../format.ts';

const sign = { name: 'a token file of llm.c', advice: adviseRun('llmc') };

export const llmc = {
  name: 'llmc',
  kind: 'rows',
  holds: 'ids',
  keys: ['row_tokens', 'row_stride', 'dtype', 'end_of_document'],
  docs: { files: "llm.c's `.bin` with its header", record: 'a row' },
  naming: { kind: 'files' },
  rowTokens: 'needed',
  signs: [
    { ...sign, magic: Buffer.from('88d83401', 'hex') },
    { ...sign, magic: Buffer.from('a1d93401', 'hex') },
  ],
  open: async (source) => (await import('./llmc-file.ts')).openLlmc(source),
} as const satisfies TokenFormat;
