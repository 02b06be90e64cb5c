// `firstseen scan`: its arguments and options.

import { corpusOptions } from '../options/corpus-options.ts';
import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { parseNumber } from '../options/parse-numbers.ts';
import { phraseListOption, questionOptions } from '../options/question-options.ts';
import { quietOption, rowOptions } from '../options/usual-options.ts';

const options = {
  ...corpusOptions,
  phrases: phraseListOption,
  analyzer: {
    value: '<name>',
    help: 'words: lower-cased; cased: as written',
    choices: ['words', 'cased'],
    default: 'words',
  },
  onBadRecord: {
    value: '<policy>',
    help: 'skip: leave out and count',
    choices: ['fail', 'skip'],
    default: 'fail',
  },
  ...questionOptions,
  // Refused, with what to do instead.
  contexts: { value: '<n>', parse: parseNumber },
  ...rowOptions,
  json: { help: 'one answer per line, as JSON' },
  quiet: quietOption,
} as const satisfies Options;

export type ScanOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'scan',
  summary: 'the answers of query in one pass over a corpus, with no index',
  description:
    'Reads a corpus once, in training order, and answers as query of an index would.\n' +
    'For a few questions: an index answers any, again and again.',
  arguments: [{ name: '[phrase...]', help: 'phrases to scan for, before the options' }],
  options,
  usage: 'PHRASE... --from PATH..., phrases first, because --from takes everything after it',
  example: 'firstseen scan "of the" --from "corpus/*.jsonl.gz" --batch-size 512 --at 100,1000',
});
