// `firstseen assemble`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { planFile, quietOption, shardsOption } from '../options/usual-options.ts';

const options = {
  shards: { value: '<dir>', help: shardsOption, parse: parseName },
  into: { value: '<dir>', help: 'folder of the index', parse: parseName, required: true },
  follow: { help: 'take the first parts, up to one that is missing; run it again for the rest' },
  json: { help: 'print the summary as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type AssembleOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'assemble',
  summary: 'make an index of the parts of a plan',
  description:
    'Makes an index of the parts of a plan, in one commit. Files are linked where possible.\n' +
    'Parts that are missing or damaged are named, as an expression for --array. The result is an ' +
    'index as any other: it can be asked, compacted, verified and appended to.',
  arguments: [planFile],
  options,
  usage: 'PLAN --into DIR',
  example: 'firstseen assemble plan.json --into corpus.idx',
});
