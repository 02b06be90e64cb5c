// `firstseen index`: its arguments and options.

import { corpusOptions } from '../options/corpus-options.ts';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseDuration } from '../options/parse-duration.ts';
import { parseBytes, parseCount } from '../options/parse-numbers.ts';
import { indexFolder, quietOption } from '../options/usual-options.ts';

const options = {
  ...corpusOptions,
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
  resolution: {
    value: '<unit>',
    help: 'record: which record held a phrase first (default); step: steps only, smaller, without text',
    choices: ['record', 'step'],
  },
  text: { help: 'do not store the text: smaller, no contexts', negated: true },
  merge: { help: 'leave small segments as they are', negated: true },
  again: { help: 'feed sources that the index holds a second time' },
  json: { help: 'print the summary as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type IndexOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'index',
  summary: 'build an index of a corpus in training order, or append to one',
  description:
    'Builds an index of a corpus in training order, or appends to the index there.\n' +
    'Run the same command again to continue where it stopped. It then feeds the new lines of ' +
    'files that have grown, and counts nothing twice.',
  arguments: [indexFolder],
  options,
  usage: 'DIR --from PATH..., DIR first, because --from takes everything after it',
  example:
    'firstseen index brown.idx --from "corpus/*.jsonl.gz" --batch-size 512\n' +
    '(quoted, so that part2 comes before part10: a shell would sort them otherwise)',
});
