// `firstseen export`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName, parseNames } from '../options/parse-names.ts';
import { parseCount, parseNumber } from '../options/parse-numbers.ts';
import { indexFolder, quietOption } from '../options/usual-options.ts';

const options = {
  opensearch: {
    value: '<url,...>',
    help: 'addresses of nodes of the cluster',
    parse: parseNames,
    required: true,
  },
  name: {
    value: '<index>',
    help: 'the index in the cluster, which is made where it is not there',
    parse: parseName,
    required: true,
  },
  shards: { value: '<n>', help: 'primary shards of a new index (default: 1)', parse: parseCount },
  replicas: {
    value: '<n>',
    help: 'copies of each shard on other nodes (default: 1)',
    parse: parseNumber,
  },
  json: { help: 'print the summary as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type ExportOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'export',
  summary: 'send the records of an index to a cluster of OpenSearch',
  description:
    'Sends the records to OpenSearch, one document each, for search --opensearch.\n' +
    'It may be interrupted at any time: the same command sends the rest.',
  arguments: [indexFolder],
  options,
  usage: 'DIR --opensearch URL --name INDEX',
  example: 'firstseen export brown.idx --opensearch http://localhost:9200 --name brown',
});
