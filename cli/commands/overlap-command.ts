// `firstseen overlap`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseFields, parseName } from '../options/parse-names.ts';
import { parseCount, parseSteps } from '../options/parse-numbers.ts';
import { parseShares } from '../options/parse-shares.ts';
import { indexFolder, noRemarksOption } from '../options/usual-options.ts';

const options = {
  items: {
    value: '<file>',
    help: 'the items: JSON lines, or a JSON array, of objects; - for standard input',
    parse: parseName,
    required: true,
  },
  field: {
    value: '<field>',
    help: 'field of the text; repeated, the fields are joined by line feeds',
    parse: parseFields,
    required: true,
  },
  idField: { value: '<field>', help: 'field of the id (default: "id")', parse: parseName },
  n: { value: '<n>', help: 'tokens of an n-gram (default: 13)', parse: parseCount },
  coverage: {
    value: '<share,...>',
    help: 'shares of n-grams whose first step is asked (default: 0.8)',
    parse: parseShares,
  },
  at: {
    value: '<step,...>',
    help: 'the share of n-grams seen by the end of these steps',
    parse: parseSteps,
  },
  csv: {
    value: '<file.csv>',
    help: 'write a table for other programs too: one row for each item',
    parse: parseName,
  },
  parquet: { value: '<file.parquet>', help: 'the same as Parquet', parse: parseName },
  json: { help: 'one answer per line, as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type OverlapOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'overlap',
  summary: 'how much of each item of a benchmark stands in the corpus, and since when',
  description:
    'Prints for each item its longest span in the corpus, the share of its n-grams that were seen, and the first step at which that share was reached.',
  arguments: [indexFolder],
  options,
  usage: 'DIR --items FILE --field FIELD',
  example: 'firstseen overlap brown.idx --items test.jsonl --field question --coverage 0.5,0.8',
});
