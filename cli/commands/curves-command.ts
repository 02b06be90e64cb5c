// `firstseen curves`: its options.

import { InvalidArgumentError } from 'commander';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseCount, parseNumber } from '../options/parse-numbers.ts';
import { resultOptions } from '../options/result-options.ts';
import { quietOption } from '../options/usual-options.ts';

const options = {
  ...resultOptions,
  thresholds: {
    value: '<percent,...>',
    help: 'accuracies at which the lag is measured',
    parse: parsePercents,
    default: [70, 75, 80, 85, 90],
    defaultText: '70,75,80,85,90',
  },
  threshold: {
    value: '<percent>',
    help: 'the threshold of the table and the figures (default: 80 if it is given)',
    parse: parsePercent,
  },
  permutations: {
    value: '<n>',
    help: 're-assignments of each test',
    parse: parseCount,
    default: 1000,
  },
  seed: { value: '<n>', help: 'seed of the random numbers', parse: parseNumber, default: 0 },
  filters: { help: 'do not exclude sets', negated: true },
  maxStart: {
    value: '<percent>',
    help: 'exclude sets above this accuracy at the first checkpoint (default: 70)',
    parse: parsePercent,
  },
  minBest: {
    value: '<percent>',
    help: 'exclude sets that never reach this accuracy (default: 80)',
    parse: parsePercent,
  },
  minExposed: {
    value: '<n>',
    help: 'exclude sets with fewer exposed examples (default: 100)',
    parse: parseNumber,
  },
  logSteps: { help: 'steps of the figures on a logarithmic axis' },
  out: { value: '<dir>', help: 'write tables, lines and figures there', parse: parseName },
  json: { help: 'one line of JSON for each set, seed and kind of split' },
  quiet: quietOption,
} as const satisfies Options;

export type CurvesOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'curves',
  summary: 'accuracy on exposed and unexposed examples by checkpoint, and the lag between them',
  description:
    'Prints the accuracy on proxy-train and proxy-validation at each checkpoint, and when each ' +
    'reaches a threshold. Shows how much later the unexposed side reaches it, and whether that may be ' +
    'chance.',
  arguments: [],
  options,
  usage: '--split DIR --results PATH...',
  example: 'firstseen curves --split blimp-splits --results "results/step*" --out curves',
});

/** Whole per cents. */
function parsePercent(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 100) return number;
  throw new InvalidArgumentError(`Expected whole per cents from 1 to 100, found "${value}".`);
}

function parsePercents(value: string): number[] {
  return value.split(',').map((part) => parsePercent(part.trim()));
}
