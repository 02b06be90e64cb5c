// Codes of questions and commands: what was asked is wrong, or names an index or file that is not there.

import type { ErrorRow } from '../error-row.ts';

export const commandErrors = {
  // usage: the question or the command is wrong
  bad_argument: {
    kind: 'usage',
    title: 'A field or option is not as expected',
    solve: 'The detail names the place and what is allowed there; `/docs` has every field.',
  },
  phrase_without_token: {
    kind: 'usage',
    title: 'The phrase has no token',
    solve:
      'Ask for at least one word, number or punctuation mark; white space alone matches nothing.',
  },
  bad_query: {
    kind: 'usage',
    title: 'The query of a search cannot be parsed',
    solve:
      'The detail names the offset in the query, in UTF-16 units from 0, and what is expected there; docs/search.md has the language.',
  },
  analyzer_mismatch: {
    kind: 'usage',
    title: 'The index was built with another analyzer',
    solve: 'Use the firstseen (and Node) version that built it, or build the index again.',
  },
  step_rule_mismatch: {
    kind: 'usage',
    title: 'The index has another rule for steps',
    solve: 'Append with the rule that the index was built with; `firstseen info` prints it.',
  },
  text_not_stored: {
    kind: 'usage',
    title: 'The index does not store texts',
    solve: 'It was built with `--no-text`. Build it without that option to see contexts.',
  },
  records_not_indexed: {
    kind: 'usage',
    title: 'The index does not know the records of exposures',
    solve:
      'It was built with `--resolution step`. Build it without that option to ask for records and contexts.',
  },
  output_exists: {
    kind: 'usage',
    title: 'The place of the output is not empty',
    solve: 'Name a new or an empty folder with `--out`.',
  },
  field_taken: {
    kind: 'usage',
    title: 'A field of the pairs has the name of an added field',
    solve: 'Give a prefix (`--prefix`, or `prefix` in a request) for the added fields.',
  },
  // not-found: a file or an index that is not there
  index_not_found: {
    kind: 'not-found',
    title: 'The index does not exist',
    solve: 'Name the folder that `firstseen index` made, or build an index.',
  },
  input_not_found: {
    kind: 'not-found',
    title: 'An input file does not exist',
    solve: 'Check the path. Put globs in quotes.',
  },
} as const satisfies Record<string, ErrorRow>;
