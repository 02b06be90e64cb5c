// `firstseen split`: its arguments and options.

import { corpusChoices } from '../../library/corpus-choices.ts';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseCount, parseNumber, parseSteps } from '../options/parse-numbers.ts';
import { parseShard } from '../options/parse-shard.ts';
import { indexFolder, noRemarksOption } from '../options/usual-options.ts';

const columnOptions = {
  good: { value: '<column>', help: 'column of the good sentence (default: "sentence_good")' },
  bad: { value: '<column>', help: 'column of the bad sentence (default: "sentence_bad")' },
  phraseGood: {
    value: '<column>',
    help: 'column of the good critical phrase, instead of sentences',
  },
  phraseBad: { value: '<column>', help: 'column of the bad critical phrase' },
  phraseField: { value: '<column>', help: 'one column of phrases: text, or [good, bad]' },
} as const satisfies Options;

const options = {
  pairs: {
    value: '<file...>',
    help: 'JSON lines, JSON (a list or a SyntaxGym suite), CSV, TSV, or globs; a file is a set',
    required: true,
  },
  out: { value: '<dir>', help: 'folder to write; new or empty', parse: parseName },
  policy: {
    value: '<policy>',
    help: 'which phrase of a pair has to be exposed',
    choices: ['either', 'both', 'good', 'bad'],
    default: 'either',
  },
  at: {
    value: '<step,...>',
    help: 'by the end of these steps, a folder step-S each if several (default: the last checkpoint, or the last step of the index)',
    parse: parseSteps,
  },
  checkpoints: {
    value: '<file|step,...>',
    help: 'one folder, with exposures.parquet and exposures.csv: counts by the end of each of these steps; a file has one step per line, a JSON array, or a JSON object of names with steps or amounts',
    parse: parseName,
  },
  byFacet: {
    help: 'exposure_by_facet.csv too: the exposures of each example by facet, the facet field of the index or the source file',
  },
  compact: {
    help: 'leave out the files of rows, which hold the sentences',
    conflicts: ['parquet'],
  },
  minCount: {
    value: '<k>',
    help: 'a phrase is exposed from its k-th exposure on',
    parse: parseCount,
    default: 1,
  },
  balance: { help: 'as many proxy-train as proxy-validation examples, sampled by the seed' },
  matchFrequency: {
    help: 'the same, within each range of how often the rarest word occurs',
    conflicts: ['balance'],
  },
  seed: { value: '<n>', help: 'seed of the sampling', parse: parseNumber, default: 0 },
  quoting: {
    value: '<quoting>',
    help: 'quotation marks in CSV and TSV. standard: they enclose cells; none: they are text',
    choices: corpusChoices.quotings,
    default: 'standard',
  },
  ...columnOptions,
  context: {
    value: '<words>',
    help: 'words on either side of the one that differs (tokens in scripts without spaces)',
    parse: parseNumber,
    default: 1,
  },
  prefix: {
    value: '<text>',
    help: 'put before the names of the fields that are added',
    default: '',
  },
  taskPrefix: { value: '<text>', help: 'put before a set to name its task', default: 'blimp_' },
  parquet: { help: 'write the rows as Parquet too' },
  shard: {
    value: '<k/n>',
    help: 'the index is shard k of n: print the exposures of the phrases for --answers, in place of a split',
    parse: parseShard,
    conflicts: ['out', 'plot', 'byFacet', 'answers'],
    usage: 'DIR --pairs FILE... --shard K/N --at STEP,...',
  },
  answers: {
    value: '<file...>',
    help: 'make the split of what --shard printed for all shards, in place of DIR',
    conflicts: ['byFacet'],
    usage: '--pairs FILE... --answers FILE... --out DIR',
  },
  plot: { value: '<file.svg>', help: 'draw the exposure curves of all sets', parse: parseName },
  json: { help: 'print split.json, one line per step' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type SplitOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'split',
  summary: 'split minimal pairs by whether their critical phrases were exposed',
  description:
    'Splits minimal pairs into proxy-train (a critical phrase was exposed by a step) and ' +
    'proxy-validation (not), as a folder for Hugging Face datasets and lm-evaluation-harness. ' +
    'BLiMP is known by its file names. In other sets the critical phrase is the word that differs, with its neighbours.',
  arguments: [{ ...indexFolder, name: '[dir]' }],
  options,
  usage: 'DIR --pairs FILE... --out DIR, DIR first, because --pairs takes everything after it',
  example:
    'firstseen split brown.idx --pairs "blimp/*.jsonl" --out blimp-splits --at 100,1000\n' +
    '  firstseen split brown.idx --pairs "blimp/*.jsonl" --out blimp-splits --checkpoints steps.txt --compact',
});
