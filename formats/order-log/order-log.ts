// The order log that training writes (python/firstseen/training): a record is one that a step was given.

import type { LogFormat } from '../format.ts';
import { logName } from './log-line.ts';

export const orderLog = {
  name: 'order-log',
  kind: 'rows',
  holds: 'log',
  keys: ['tokens_field', 'end_of_document', 'gaps'],
  docs: {
    files: 'the logs of the ranks of a run',
    record: 'a text, or ids, that a step was given',
  },
  naming: { kind: 'files' },
  isOneStream: true,
  signs: [
    {
      magic: `{"format":"${logName}"`,
      name: 'an order log',
      advice: 'say --format order-log',
    },
  ],
  open: async (source) => (await import('./log-rows.ts')).openLogRows(source),
} as const satisfies LogFormat;
