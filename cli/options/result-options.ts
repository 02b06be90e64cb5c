// The options of the commands that read a split and results at checkpoints: `curves` and `dose`.

import type { Options } from './declare.ts';
import { parseName } from './parse-names.ts';

export const splitOption = {
  value: '<dir>',
  help: 'folder that firstseen split wrote',
  parse: parseName,
  required: true,
} as const;

export const resultOptions = {
  split: splitOption,
  results: {
    value: '<path...>',
    help: 'results at checkpoints: folders of lm-evaluation-harness (--log_samples); CSV, TSV, JSON lines or Parquet with set, row, step, and correct or good and bad; .npy or .npz with --names',
    required: true,
  },
  stepPattern: {
    value: '<regex>',
    help: 'how a path names its step, the step as first group (default: step700, checkpoint-700, ...)',
    parse: parseName,
  },
  seedPattern: {
    value: '<regex>',
    help: 'how a path names its seed, the seed as first group (default: seed1)',
    parse: parseName,
  },
  taskPrefix: { value: '<text>', help: 'prefix of the name of a set in a task', default: 'blimp_' },
  names: {
    value: '<file>',
    help: 'JSON with steps and sets of the axes of an array',
    parse: parseName,
  },
  metric: {
    value: '<name>',
    help: 'metric of lm-evaluation-harness that counts as right or wrong (default: acc)',
    parse: parseName,
  },
  latest: { help: 'take the newest of several results of a task in one folder' },
} as const satisfies Options;
