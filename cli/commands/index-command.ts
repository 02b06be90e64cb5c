// `firstseen index`: its arguments and options.

import { machineOptions, recordOptions } from '../options/build-options.ts';
import { corpusOptions } from '../options/corpus-options.ts';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { indexFolder, quietOption } from '../options/usual-options.ts';

const options = {
  ...corpusOptions,
  ...recordOptions,
  ...machineOptions,
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
