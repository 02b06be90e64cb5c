// `firstseen watch`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseName } from '../options/parse-names.ts';
import { parseShares } from '../options/parse-shares.ts';
import { noRemarksOption } from '../options/usual-options.ts';

const options = {
  phrases: {
    value: '<file>',
    help: 'create the list first, of the phrases and groups of this file; - for standard input',
    parse: parseName,
  },
  queries: {
    value: '<file>',
    help: 'create it of the queries of this file too, one per line',
    parse: parseName,
  },
  shares: {
    value: '<share,...>',
    help: 'an event when so much of the list was seen, such as 0.5,0.9; of a list that is created',
    parse: parseShares,
  },
  after: {
    value: '<id>',
    help: 'only events behind the one with this id, as a line of --json has it',
    parse: parseName,
  },
  untilAll: { help: 'end when every item that can be asked was seen' },
  tokenFile: {
    value: '<file>',
    help: 'file of the token that the server asks for, on a line of its own',
    parse: parseName,
  },
  json: { help: 'one event per line, as JSON' },
  quiet: noRemarksOption,
} as const satisfies Options;

export type WatchOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'watch',
  summary: 'show when phrases are first seen, while an index grows',
  description:
    'Follows a watch list of a server that was started with --watches (docs/watches.md), until it is stopped (Ctrl-C). A connection that is lost is made again, and no event is left out or shown twice.',
  arguments: [
    { name: '<url>', help: 'address of the server', parse: parseName },
    { name: '<name>', help: 'name of the watch list', parse: parseName },
  ],
  options,
  usage: 'URL NAME',
  example: 'firstseen watch http://127.0.0.1:7333 my_words --phrases words.txt --shares 0.5,0.9',
});
