// `firstseen search`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName, parseNames } from '../options/parse-names.ts';
import { parseCount, parseNumber, parseSteps } from '../options/parse-numbers.ts';
import { indexFolder, noRemarksOption, rowOptions, shardOption } from '../options/usual-options.ts';

const options = {
  at: { value: '<step,...>', help: 'records by the end of these steps', parse: parseSteps },
  timeline: {
    value: '<bins>',
    help: 'records in this many equal ranges of steps, from the first step to the last',
    parse: parseCount,
  },
  fromStep: {
    value: '<step>',
    help: 'the timeline begins with this step',
    parse: parseCount,
  },
  toStep: { value: '<step>', help: 'the timeline ends with this step', parse: parseCount },
  byFacet: { help: 'records by facet: of the field that the index keeps, or by source file' },
  contexts: {
    value: '<n>',
    help: 'text around what is found in the first n records',
    parse: parseNumber,
  },
  queries: {
    value: '<file>',
    help: 'one query per line, or JSON lines with "query" (.jsonl); - for standard input',
    parse: parseName,
  },
  ...rowOptions,
  shard: shardOption,
  opensearch: {
    value: '<url,...>',
    help: 'ask an export in the cluster at these addresses, in place of DIR',
    parse: parseNames,
    conflicts: ['contexts', 'csv', 'parquet', 'shard'],
    usage: '--opensearch URL --name INDEX QUERY...',
  },
  name: { value: '<index>', help: 'with --opensearch: the index in the cluster', parse: parseName },
  json: { help: 'one answer per line, as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type SearchOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'search',
  summary: 'records that satisfy a query: words and "phrases" with AND, OR, NOT, NEAR',
  description:
    'Prints how many records satisfy each query, the first and the last of them. Options ask for more. The language is in docs/search.md.',
  arguments: [
    { ...indexFolder, name: '[dir]' },
    { name: '[query...]', help: 'queries to ask' },
  ],
  options,
  usage: 'DIR QUERY..., those that begin with - after --',
  example: 'firstseen search brown.idx "price NEAR/5 oil" "color OR colour" --at 100,1000',
});
