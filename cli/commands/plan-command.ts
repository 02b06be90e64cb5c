// `firstseen plan`: its arguments and options.

import { recordOptions } from '../options/build-options.ts';
import { corpusOptions } from '../options/corpus-options.ts';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseCount } from '../options/parse-numbers.ts';
import { quietOption } from '../options/usual-options.ts';

const options = {
  ...corpusOptions,
  ...recordOptions,
  resolution: {
    value: '<unit>',
    help: 'record: which record held a phrase first (default); step: steps only, with --step-field',
    choices: ['record', 'step'],
  },
  text: { help: 'do not store the text: smaller, no contexts', negated: true },
  parts: {
    value: '<n>',
    help: 'parts, each for one task of a job array',
    parse: parseCount,
  },
  // Another name of the same.
  shards: { value: '<n>', parse: parseCount, conflicts: ['parts'] },
  out: { value: '<file.json>', help: 'file of the plan', parse: parseName, required: true },
  json: { help: 'print the parts as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type PlanOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'plan',
  summary: 'cut a corpus into parts that are built one by one, on one machine or many',
  description:
    'Cuts a corpus into contiguous parts with about the same amount of text, and writes a plan.\n' +
    'Each part is built by firstseen build, in any order, and firstseen assemble makes an index of ' +
    'them. Every file is read once, for its hash. The same corpus and options give the same plan.',
  arguments: [],
  options,
  usage: '--from PATH... --parts N --out PLAN.json',
  example: 'firstseen plan --from "corpus/*.jsonl" --parts 8 --out plan.json',
});
