// `firstseen words`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseCount, parseSteps } from '../options/parse-numbers.ts';
import { indexFolder, noRemarksOption } from '../options/usual-options.ts';

const options = {
  at: { value: '<step,...>', help: 'exposures by the end of these steps', parse: parseSteps },
  minCount: {
    value: '<n>',
    help: 'only terms with so many exposures',
    parse: parseCount,
    default: 1,
  },
  prefix: { value: '<text>', help: 'only terms that begin with it', parse: parseName },
  csv: { value: '<file.csv>', help: 'write the terms as CSV', parse: parseName },
  parquet: { value: '<file.parquet>', help: 'write the terms as Parquet', parse: parseName },
  json: { help: 'one term per line, as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type WordOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'words',
  summary: 'every term with its counts, in the order in which terms were first seen',
  description:
    'Prints each distinct token of the index with its count, its records, its first and its last step.',
  arguments: [indexFolder],
  options,
  usage: 'DIR',
  example: 'firstseen words brown.idx --min-count 5 --at 100,1000 --parquet words.parquet',
});
