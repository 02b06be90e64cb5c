// How the answers of a shard are printed.

import { IndexError } from '../../errors.ts';
import { asksRows } from '../../library/rows/row-files.ts';

interface ShardOutput {
  readonly shard?: object | undefined;
  readonly json?: boolean | undefined;
  readonly csv?: string | undefined;
  readonly parquet?: string | undefined;
}

/** The answers of a shard are for `merge-answers`, which reads JSON lines. */
export function requireShardOutput(options: ShardOutput): void {
  if (options.shard === undefined || (options.json === true && !asksRows(options))) return;
  throw new IndexError(
    'bad_argument',
    '--shard prints JSON lines for merge-answers: expected --json with it, and neither --csv nor --parquet',
  );
}
