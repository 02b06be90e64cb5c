// Codes of indexes and outputs: what is on disk cannot be used or written, or another process holds it.

import type { ErrorRow } from '../error-row.ts';

export const indexErrors = {
  // data: an index that cannot be used
  plan_invalid: {
    kind: 'data',
    title: 'A plan cannot be used',
    solve: 'Make it again with `firstseen plan`, by the version that builds the parts.',
  },
  parts_missing: {
    kind: 'data',
    title: 'Parts of a plan are not built',
    solve: 'Build the ranks that the detail names, then assemble again.',
  },
  part_damaged: {
    kind: 'data',
    title: 'A built part is not as it was written',
    solve:
      'Build the ranks that the detail names again: `firstseen build` replaces a damaged part.',
  },
  answers_missing: {
    kind: 'data',
    title: 'Answers of shards are not all there',
    solve:
      'Name the files of all shards, each the whole output of `firstseen query --json --shard K/N`, `search` or `split`. Ask a shard again whose file is not whole.',
  },
  shards_mismatch: {
    kind: 'data',
    status: 503,
    title: 'Shards do not belong together',
    solve:
      'The detail names the shards: name them in the order of training, built with the same options and with steps of the whole corpus.',
  },
  not_an_index: {
    kind: 'data',
    title: 'The folder is not an index',
    solve: 'Name the folder that `firstseen index` made.',
  },
  format_too_new: {
    kind: 'data',
    title: 'The index has a newer format',
    solve: 'Install a newer firstseen.',
  },
  format_too_old: {
    kind: 'data',
    title: 'The index has an older format',
    solve:
      'Build the index again from its sources. UPGRADING.md says which formats a version reads.',
  },
  index_damaged: {
    kind: 'data',
    title: 'The index is damaged',
    solve: 'Restore it from a copy or build it again; `firstseen verify` lists all damage.',
  },
  index_too_large: {
    kind: 'data',
    title: 'The index would pass a limit',
    solve: 'Split the corpus into several indexes.',
  },
  too_many_files: {
    kind: 'data',
    title: 'Too many files are open',
    solve:
      'Raise the limit (`ulimit -n`), or build with more `--memory`, which makes fewer segments.',
  },
  disk_full: {
    kind: 'data',
    title: 'No space is left on the device',
    solve: 'Free space, then run the same command again.',
  },
  index_not_writable: {
    kind: 'data',
    title: 'The index cannot be written',
    solve: 'Check the permissions of its folder.',
  },
  output_not_writable: {
    kind: 'data',
    title: 'An output file or folder cannot be written',
    solve: 'Check the place that the message names and its permissions, or name another place.',
  },
  // busy: somebody else holds it
  index_busy: {
    kind: 'busy',
    title: 'Another process uses the index',
    solve: 'Wait for it, or stop it.',
  },
  part_interrupted: {
    kind: 'unfinished',
    title: 'The build of a part was interrupted',
    solve: 'Run the same command again: it goes on from its last commit.',
  },
  interrupted: {
    kind: 'interrupted',
    title: 'The command was interrupted',
    solve: 'Run the same command again: the index stands at its last commit.',
  },
} as const satisfies Record<string, ErrorRow>;
