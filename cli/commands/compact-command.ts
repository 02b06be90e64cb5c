// `firstseen compact`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseBytes } from '../options/parse-numbers.ts';
import { indexFolder, quietOption } from '../options/usual-options.ts';

const options = {
  memory: {
    value: '<amount>',
    help: 'memory to stay within, 426M or more (default: 4G, or half of all memory)',
    parse: parseBytes,
  },
  json: { help: 'print the summary as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type CompactOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'compact',
  summary: 'merge the segments of an index into as few as memory allows',
  description:
    'Merges the segments of an index into as few as memory allows, which makes questions faster.\n' +
    'Answers, ids and ranks stay the same, and no source is read. Questions and a server go on ' +
    'meanwhile. It may be interrupted at any time: the same command merges the rest.',
  arguments: [indexFolder],
  options,
  usage: 'DIR',
  example: 'firstseen compact brown.idx --memory 8G',
});
