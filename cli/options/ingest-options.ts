// Options of a server that takes records while a model trains.

import type { Options } from './declare.ts';
import { parseDuration } from './parse-duration.ts';
import { parseBytes, parseNumber, parseParallelism } from './parse-numbers.ts';

export const ingestOptions = {
  ingest: { help: 'take records too, by POST /v1/records; the index is made where there is none' },
  commitEvery: {
    value: '<time>',
    help: 'with --ingest: commit what was taken at least this often (default: 5s)',
    parse: parseDuration,
  },
  stepWindow: {
    value: '<n>',
    help: 'with --ingest: steps that may come late; the newest n are not committed (default: 0)',
    parse: parseNumber,
  },
  analyzer: {
    value: '<name>',
    help: 'with --ingest, of a new index: words: lower-cased; cased: as written (default: words)',
    choices: ['words', 'cased'],
  },
  text: { help: 'with --ingest, of a new index: do not store the text', negated: true },
  memory: {
    value: '<amount>',
    help: 'with --ingest: memory of commits, 426M or more (default: 1G)',
    parse: parseBytes,
  },
  workers: {
    value: '<n>',
    help: 'with --ingest: threads of a commit (default: one per core)',
    parse: parseParallelism,
  },
} as const satisfies Options;
