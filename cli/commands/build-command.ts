// `firstseen build`: its arguments and options.

import { machineOptions } from '../options/build-options.ts';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseNumber } from '../options/parse-numbers.ts';
import { planFile, quietOption, shardsOption } from '../options/usual-options.ts';

const options = {
  rank: {
    value: '<n>',
    help: 'which part, from 0 on (default: SLURM_ARRAY_TASK_ID, then JOB_COMPLETION_INDEX)',
    parse: parseNumber,
  },
  out: { value: '<dir>', help: shardsOption, parse: parseName },
  ...machineOptions,
  json: { help: 'print the summary as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type PartOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'build',
  summary: 'build one part of a plan, as a task of a job array does',
  description:
    'Builds one part of a plan. A part that is there and whole is left as it is.\n' +
    'SIGTERM and SIGUSR1 end the command with exit code 75 once what was read is committed; the ' +
    'same command goes on from there. It may be run twice at once: the first to finish wins.',
  arguments: [planFile],
  options,
  usage: 'PLAN --rank N',
  example: 'firstseen build plan.json --rank 3 --workers 1 --memory 2G',
});
