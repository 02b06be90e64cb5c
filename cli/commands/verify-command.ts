// `firstseen verify`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { indexFolder } from '../options/usual-options.ts';

const options = {
  json: { help: 'print what was found as JSON' },
  quiet: { help: 'print nothing on stdout; the exit code has the result' },
} as const satisfies Options;

export type VerifyOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'verify',
  summary: 'read all of an index and check it',
  description: 'Reads every byte of an index and checks it. Exit code 3 if anything is damaged.',
  arguments: [indexFolder],
  options,
  usage: 'DIR',
  example: 'firstseen verify brown.idx',
});
