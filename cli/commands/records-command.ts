// `firstseen records`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseNumber } from '../options/parse-numbers.ts';
import { parseRange } from '../options/parse-range.ts';
import { indexFolder, noRemarksOption } from '../options/usual-options.ts';

const options = {
  step: {
    value: '<n>',
    help: 'the records of this step',
    parse: parseNumber,
    conflicts: ['steps', 'rank', 'having'],
  },
  steps: {
    value: '<a:b>',
    help: 'the records of the steps from a to b - 1',
    parse: parseRange,
    conflicts: ['rank', 'having'],
  },
  rank: {
    value: '<a:b>',
    help: 'the records of the ranks from a to b - 1',
    parse: parseRange,
    conflicts: ['having'],
  },
  having: { value: '<query>', help: 'the records that satisfy this query of search' },
  until: {
    value: '<step>',
    help: 'of those of --having, the ones up to this step',
    parse: parseNumber,
    conflicts: ['step', 'steps', 'rank'],
  },
  withoutText: { help: 'leave the texts out' },
  json: { help: 'one record per line, as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type RecordsOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'records',
  summary: 'the records of steps or ranks, or those that satisfy a query, as they were consumed',
  description:
    'Prints records in training order, each with its step, rank, id, source and text.\n' +
    'They are written while they are read, so a range may be as large as the index.',
  arguments: [indexFolder],
  options,
  usage: 'DIR (--step N | --steps A:B | --rank A:B | --having QUERY [--until S])',
  example: 'firstseen records brown.idx --step 1 --json',
});
