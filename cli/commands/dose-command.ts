// `firstseen dose`: its options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseCount, parseSteps } from '../options/parse-numbers.ts';
import { resultOptions } from '../options/result-options.ts';
import { quietOption } from '../options/usual-options.ts';

const options = {
  ...resultOptions,
  at: { value: '<step,...>', help: 'checkpoints (default: all)', parse: parseSteps },
  top: {
    value: '<n>',
    help: 'where the last range of exposures begins, a power of two',
    parse: parseCount,
    default: 64,
  },
  out: { value: '<dir>', help: 'write tables, lines and a sheet there', parse: parseName },
  json: { help: 'one line of JSON for each set, seed, checkpoint and range' },
  quiet: quietOption,
} as const satisfies Options;

export type DoseOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'dose',
  summary: 'accuracy against the number of exposures by each checkpoint',
  description:
    'Prints the accuracy by the number of exposures of the critical phrases by each checkpoint, ' +
    'and a fit that includes word frequency. The split needs --checkpoints with the steps of the results.',
  arguments: [],
  options,
  usage: '--split DIR --results PATH...',
  example: 'firstseen dose --split blimp-splits --results "results/step*" --at 1000',
});
