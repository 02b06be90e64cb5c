// `firstseen trace`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseCount, parseNumber, parseSteps } from '../options/parse-numbers.ts';
import { parseSpanLimit } from '../options/parse-shares.ts';
import { indexFolder, noRemarksOption, rowOptions } from '../options/usual-options.ts';

const options = {
  minTokens: {
    value: '<n>',
    help: 'leave out spans of fewer tokens (default: 4)',
    parse: parseCount,
  },
  at: {
    value: '<step,...>',
    help: 'exposures of each span by the end of these steps',
    parse: parseSteps,
  },
  until: {
    value: '<step>',
    help: 'spans of the corpus by the end of this step: each was seen by then',
    parse: parseNumber,
  },
  rarest: {
    value: '<n>',
    help: 'keep n spans, those of the least unigram probability; 5%: 0.05 times the tokens of the text',
    parse: parseSpanLimit,
  },
  ...rowOptions,
  json: { help: 'the trace as one JSON object' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type TraceOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'trace',
  summary: 'which spans of a text stand in the corpus, and since when',
  description:
    'Prints the maximal spans of a text that stand in the corpus word for word, with count, first and last step.',
  arguments: [indexFolder, { name: '<file>', help: 'the text; - for standard input' }],
  options,
  usage: 'DIR FILE',
  example: 'firstseen trace brown.idx answer.txt --until 1000 --rarest 5%',
});
