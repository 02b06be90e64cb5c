// Codes of inputs that cannot be used: records, sources, run descriptions, splits and results.

import type { ErrorRow } from '../error-row.ts';

export const inputErrors = {
  // data: an input that cannot be used
  not_json: {
    kind: 'data',
    status: 400,
    title: 'The input is not valid JSON',
    solve: 'Fix the body or the line that the detail names.',
  },
  not_csv: {
    kind: 'data',
    status: 400,
    title: 'The input is not valid CSV or TSV',
    solve:
      'Fix the row that the detail names: cells with commas, quotes or line breaks go in quotes. If quotation marks enclose no cells, use `--quoting none` (`quoting` in a request).',
  },
  not_an_object: {
    kind: 'data',
    status: 400,
    title: 'A JSON value is not an object',
    solve: 'Put an object there, as `/docs` shows it.',
  },
  missing_field: {
    kind: 'data',
    status: 400,
    title: 'A field is missing',
    solve: 'Add the field that the detail names, or give the name of the field to read.',
  },
  wrong_field_type: {
    kind: 'data',
    status: 400,
    title: 'A field has the wrong type',
    solve: 'Give it the type, or the depth, that the detail names.',
  },
  not_utf8: {
    kind: 'data',
    status: 400,
    title: 'The text is not valid UTF-8',
    solve: 'Encode the text as UTF-8, without lone surrogates.',
  },
  record_too_long: {
    kind: 'data',
    status: 400,
    title: 'A record or row is too long',
    solve:
      'Cut it, or give more `--memory`. A sentence or phrase of a pair has at most 100,000 characters.',
  },
  source_empty: {
    kind: 'data',
    status: 400,
    title: 'The input holds no record',
    solve:
      'Name files that hold records. An empty file among others is skipped. Where every record was skipped, the message says why the first one was.',
  },
  source_truncated: {
    kind: 'data',
    status: 400,
    title: 'A source ends too early',
    solve:
      'Fetch or write the file again. If it is still being written, run the command again later.',
  },
  source_damaged: {
    kind: 'data',
    status: 400,
    title: 'A source is damaged',
    solve: 'Fetch or write the file again.',
  },
  source_changed: {
    kind: 'data',
    title: 'A source changed while it was read, or since',
    solve:
      'Restore it, give the new contents another name, or feed all of it once more with `--again`. Lines may only be appended, and a last line that was taken must not be continued.',
  },
  source_unreadable: {
    kind: 'data',
    title: 'A file cannot be read',
    solve: 'Check permissions and the device.',
  },
  transfer_failed: {
    kind: 'data',
    title: 'A transfer failed',
    solve: 'Run the same command again: it continues where it stopped.',
  },
  access_denied: {
    kind: 'data',
    title: 'A store refuses access',
    solve:
      'Check the address, and give credentials that may read it: `HF_TOKEN` for `hf://`, the environment or profile of AWS for `s3://`. `gs://`, `az://` and `https://` are read where they are public.',
  },
  source_moved: {
    kind: 'data',
    title: 'A source in a store is at another version',
    solve:
      'Name the version that the detail says, where the store keeps it. Or feed all of the new version once more with `--again`, or build another index.',
  },
  step_backwards: {
    kind: 'data',
    status: 409,
    title: 'Steps go backwards',
    solve:
      'Put the records into training order. The message has a command that sorts JSON lines by their steps. A server that takes records holds late steps back with `--step-window`.',
  },
  // data: a run description, or what it names, that cannot be used
  run_invalid: {
    kind: 'data',
    title: 'A run description is not as expected',
    solve: 'The detail names the key and what is allowed there; `firstseen inspect` checks a run.',
  },
  tokenizer_invalid: {
    kind: 'data',
    title: 'The tokenizer cannot be used',
    solve: 'Name a `tokenizer.json` of the `tokenizers` library in the run description.',
  },
  token_unknown: {
    kind: 'data',
    title: 'A token id is not in the tokenizer',
    solve:
      'Name the tokenizer and the `dtype` that the file was written with. If both are right, the file is damaged.',
  },
  order_invalid: {
    kind: 'data',
    title: 'An order does not fit its records',
    solve:
      'Use the order files of this corpus. Where repeats are meant, say `"repeats": true` in the order.',
  },
  // data: a split, or results of evaluation, that curves cannot be made of
  split_invalid: {
    kind: 'data',
    title: 'A split is not as it was written',
    solve:
      'Name a folder that `firstseen split` wrote. Where files of it are missing or were changed, make the split again.',
  },
  results_invalid: {
    kind: 'data',
    status: 400,
    title: 'Results do not fit the split',
    solve:
      'The detail names the file and the row. Evaluate missing pairs, remove repeated ones, and use the pairs that the split was made of.',
  },
  shard_missing: {
    kind: 'data',
    title: 'A file of a data set is missing',
    solve:
      'Put the file that the detail names into the folder of the others: records are known by their place.',
  },
} as const satisfies Record<string, ErrorRow>;
