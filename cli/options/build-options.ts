// Options of the commands that build: what is indexed of records, and what the machine has for it.

import type { Options } from './declare.ts';
import { parseDuration } from './parse-duration.ts';
import { parseBytes, parseCount } from './parse-numbers.ts';

export const recordOptions = {
  analyzer: {
    value: '<name>',
    help: 'words: lower-cased; cased: as written; ids: token ids of a run (default: words)',
    choices: ['words', 'cased', 'ids'],
  },
  onBadRecord: {
    value: '<policy>',
    help: 'skip: leave out, count and list',
    choices: ['fail', 'skip'],
    default: 'fail',
  },
} as const satisfies Options;

export const machineOptions = {
  workers: { value: '<n>', help: 'worker threads (default: one per core)', parse: parseCount },
  memory: {
    value: '<amount>',
    help: 'memory to stay within, 426M or more (default: 4G, or half of all memory)',
    parse: parseBytes,
  },
  commitEvery: {
    value: '<time>',
    help: 'commit at least this often, such as 90s or 2m (default: 60s)',
    parse: parseDuration,
  },
} as const satisfies Options;
