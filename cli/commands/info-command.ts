// `firstseen info`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { indexFolder, noRemarksOption } from '../options/usual-options.ts';

const options = {
  json: { help: 'print it as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type InfoOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'info',
  summary: 'show the contents of an index',
  description:
    'Shows the contents of an index: amounts, sources, skipped records, and the rule for steps.',
  arguments: [indexFolder],
  options,
  usage: 'DIR',
  example: 'firstseen info brown.idx',
});
