// Arguments and options that several commands declare alike.

import type { Options } from './declare.ts';
import { parseName } from './parse-names.ts';
import { parseParallelism } from './parse-numbers.ts';
import { parseShard } from './parse-shard.ts';

export const indexFolder = {
  name: '<dir>',
  help: 'folder of the index',
  parse: parseName,
} as const;

/** Of commands that work by a plan. */
export const planFile = {
  name: '<plan>',
  help: 'file of the plan',
  parse: parseName,
} as const;

export const shardsOption = 'folder of all built parts (default: PLAN.shards, next to PLAN.json)';

export const quietOption = { help: 'no progress, no remarks' } as const;

/** For commands without progress. */
export const noRemarksOption = { help: 'no remarks on stderr' } as const;

/** For commands whose answers are rows of a table. */
export const rowOptions = {
  csv: { value: '<file.csv>', help: 'write the answers as CSV, one row each', parse: parseName },
  parquet: {
    value: '<file.parquet>',
    help: 'write the answers as Parquet, one row each',
    parse: parseName,
  },
} as const satisfies Options;

/** For commands that answer many phrases. */
export const threadsOption = {
  value: '<n>',
  help: 'threads that answer a long list (default: one for each core)',
  parse: parseParallelism,
} as const;

/** For commands whose answers merge-answers adds. */
export const shardOption = {
  value: '<k/n>',
  help: 'the index is shard k of n: print what merge-answers needs too, with --json',
  parse: parseShard,
} as const;
