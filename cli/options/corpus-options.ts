// The options that say what a corpus is and how its records become steps, for `index` and `scan`.

import { IndexError } from '../../errors.ts';
import { corpusChoices } from '../../library/corpus-choices.ts';
import type { CorpusQuestion } from '../../library/corpus-question.ts';
import type { Options, OptionsOf } from './declare.ts';
import { parseFields, parseName } from './parse-names.ts';
import { parseCount } from './parse-numbers.ts';

export const corpusOptions = {
  from: {
    value: '<path...>',
    help: 'files, globs, https:// addresses, files and globs of hf://datasets/, s3://, gs:// and az://, or - for standard input; in training order',
  },
  run: {
    value: '<file>',
    help: 'a run description: files, format, order and steps of a training run, as JSON',
    parse: parseName,
    conflicts: [
      ...['from', 'batchSize', 'stepField', 'stepFormat'],
      ...['textField', 'idField', 'facetField', 'format', 'quoting'],
    ],
  },
  batchSize: { value: '<n>', help: 'records per step (default: 512)', parse: parseCount },
  stepField: {
    value: '<field>',
    help: 'the records say their step in this field',
    parse: parseName,
    conflicts: ['batchSize'],
  },
  stepFormat: {
    value: '<format>',
    help: 'how --step-field says it: integer (default); digits: a string, "1999"; date: "1999-12-31", step 19991231; date-time: to the second',
    choices: corpusChoices.stepFormats,
  },
  textField: {
    value: '<field>',
    help: 'field of the text (default: "text"); repeated, the fields are joined by line feeds',
    parse: parseFields,
  },
  idField: { value: '<field>', help: 'field of the id (default: "id")', parse: parseName },
  facetField: {
    value: '<field>',
    help: 'field of a facet (domain, source, stage), by which query can count: --by-facet',
    parse: parseName,
  },
  format: {
    value: '<format>',
    help: 'format of the files (default: detected by content and name)',
    choices: corpusChoices.formats,
  },
  quoting: {
    value: '<rule>',
    help: 'quotation marks in CSV and TSV. standard: they enclose cells (default); none: they are text',
    choices: corpusChoices.quotings,
  },
} as const satisfies Options;

/** Throws `bad_argument` for a format of steps without a field. */
export function pickCorpus(options: OptionsOf<typeof corpusOptions>): CorpusQuestion {
  const { from, run, format, quoting, textField, idField, facetField } = options;
  const { batchSize, stepField, stepFormat } = options;
  if (stepFormat !== undefined && stepField === undefined) {
    throw new IndexError(
      'bad_argument',
      `--step-format ${stepFormat} says how --step-field reads: expected --step-field FIELD with it`,
    );
  }
  const fields = { from, run, format, quoting, textField, idField, facetField };
  return { ...fields, batchSize, stepField, stepFormat };
}
