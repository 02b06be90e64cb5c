// `firstseen inspect`: its options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseNumber } from '../options/parse-numbers.ts';

const options = {
  run: { value: '<file>', help: 'the run description, as JSON', parse: parseName, required: true },
  record: { value: '<n>', help: 'rank of the record, from 0 on', parse: parseNumber, default: 0 },
  full: { help: 'the whole text, however long it is' },
  json: { help: 'print it as JSON, with the whole text' },
} as const satisfies Options;

export type InspectOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'inspect',
  summary: 'a record of a run as the model saw it, without an index',
  description:
    'Shows a record of a run description: its text, step and source.\n' +
    'Use it to check a run description before you index for hours.',
  arguments: [],
  options,
  usage: '--run FILE.json --record N [--full]',
  example: 'firstseen inspect --run run.json --record 2',
});
