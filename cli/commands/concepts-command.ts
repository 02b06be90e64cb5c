// `firstseen concepts`: its options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseNumber } from '../options/parse-numbers.ts';
import { splitOption } from '../options/result-options.ts';
import { quietOption } from '../options/usual-options.ts';

const options = {
  split: splitOption,
  states: {
    value: '<pattern>',
    help: 'where the arrays are: a path with {set}, {step}, {side} and {seed}, in quotes, or a folder of [SEED.]SET.stepN.good.npy and .bad.npy (or .safetensors)',
    parse: parseName,
    required: true,
  },
  sides: {
    value: '<sides>',
    help: 'fixed: by the step of the split; as-of: by each checkpoint',
    choices: ['fixed', 'as-of'],
    default: 'fixed',
  },
  resamples: {
    value: '<n>',
    help: 'samples for the intervals and baselines of an AUROC; 0: none',
    parse: parseNumber,
    default: 1000,
  },
  rankResamples: {
    value: '<n>',
    help: 'samples for ranks, which take longer',
    parse: parseNumber,
    default: 100,
  },
  seed: { value: '<n>', help: 'seed of the samples', parse: parseNumber, default: 0 },
  csv: { value: '<file.csv>', help: 'write the numbers as CSV', parse: parseName },
  plot: { value: '<file.svg>', help: 'draw both over the checkpoints', parse: parseName },
  json: { help: 'one line of JSON for each set and checkpoint' },
  quiet: quietOption,
} as const satisfies Options;

export type ConceptsOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'concepts',
  summary: 'how well concept vectors predict, and how many dimensions they occupy, by checkpoint',
  description:
    'Takes the hidden states of both sentences of each pair at checkpoints. A concept vector is the ' +
    'state of the good sentence minus that of the bad one. Prints the AUROC of the mean vector of ' +
    'proxy-train on proxy-validation, and the effective rank of the vectors of each side.',
  arguments: [],
  options,
  usage: '--split DIR --states PATTERN, the pattern in quotes',
  example:
    'firstseen concepts --split blimp-splits --states "states/{set}.step{step}.{side}.npy" --plot concepts.svg',
});
