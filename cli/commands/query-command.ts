// `firstseen query`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseNumber } from '../options/parse-numbers.ts';
import { phraseListOption, questionOptions } from '../options/question-options.ts';
import {
  indexFolder,
  noRemarksOption,
  rowOptions,
  shardOption,
  threadsOption,
} from '../options/usual-options.ts';

const options = {
  ...questionOptions,
  contexts: { value: '<n>', help: 'text around the first n exposures', parse: parseNumber },
  order: {
    value: '<end>',
    help: 'order of the contexts: first: from the first exposure on (default); last: from the last one back',
    choices: ['first', 'last'],
  },
  phrases: phraseListOption,
  threads: threadsOption,
  ...rowOptions,
  shard: shardOption,
  json: { help: 'one answer per line, as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type QueryOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'query',
  summary: 'when phrases were first seen, and how often by which step',
  description:
    'Prints the count of each phrase, its first and its last step. Options ask for more.',
  arguments: [indexFolder, { name: '[phrase...]', help: 'phrases to ask for' }],
  options,
  usage: 'DIR PHRASE..., those that begin with - after --',
  example: 'firstseen query brown.idx "of the" "in the united states" --at 100,1000 --contexts 1',
});
