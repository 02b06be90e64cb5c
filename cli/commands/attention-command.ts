// `firstseen attention`: its options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseNumber } from '../options/parse-numbers.ts';
import { splitOption } from '../options/result-options.ts';
import { quietOption } from '../options/usual-options.ts';

const options = {
  split: splitOption,
  weights: {
    value: '<pattern>',
    help: 'where the arrays are: a path with {set}, {step} and {seed}, in quotes, or a folder of [SEED.]SET.stepN.npy (or .safetensors)',
    parse: parseName,
    required: true,
  },
  side: {
    value: '<side>',
    help: 'the examples whose change is taken',
    choices: ['all', 'train', 'validation'],
    default: 'all',
  },
  from: {
    value: '<step>',
    help: 'the change from this checkpoint (default: the first)',
    parse: parseNumber,
  },
  to: { value: '<step>', help: 'to this one (default: the last)', parse: parseNumber },
  top: {
    value: '<k>',
    help: 'number of heads to list: those that changed most',
    parse: parseNumber,
    default: 8,
  },
  csv: { value: '<file.csv>', help: 'write the means as CSV', parse: parseName },
  plot: {
    value: '<file.svg>',
    help: 'draw heat maps of the checkpoints and the change',
    parse: parseName,
  },
  json: { help: 'one line of JSON for each step, layer and head, then one with the change' },
  quiet: quietOption,
} as const satisfies Options;

export type AttentionOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'attention',
  summary: 'attention from critical to context token by head and side, and its change',
  description:
    'Takes the attention weights of each pair at checkpoints, from the critical to the context token ' +
    'of the good sentence, for each layer and head. Prints means by side, the change between two ' +
    'checkpoints, and in how few heads it happens.',
  arguments: [],
  options,
  usage: '--split DIR --weights PATTERN, the pattern in quotes',
  example:
    'firstseen attention --split blimp-splits --weights "attention/{set}.step{step}.npy" --from 100 --to 1950 --plot heads.svg',
});
