// What is assembled holds a record, though some of its parts may hold none.

import { allEmpty } from '../corpus/require-record.ts';
import { IndexError } from '../errors.ts';
import { isEmpty } from '../store/catalogue/empty-sources.ts';
import type { SourceRow } from '../store/catalogue/source-row.ts';
import type { Shard } from './shard.ts';

/** Throws `source_empty` where the shards, all those of a plan, hold none. */
export function requireRecord(shards: readonly Shard[], sources: readonly SourceRow[]): void {
  if (shards.some(({ records }) => records > 0)) return;
  if (sources.every(isEmpty)) throw allEmpty(sources.length);
  const count = shards.reduce((total, { skipped }) => total + skipped, 0);
  const [first] = shards.flatMap(({ skips }) => skips);
  const place = sources.find(({ id }) => id === first?.source)?.name;
  const where =
    first === undefined ? '' : ` The first: ${place}, line ${first.line} (${first.code}).`;
  throw new IndexError(
    'source_empty',
    `the plan holds no record that can be used: expected at least one, found ${count}, all of them skipped.${where} Fix the records, or plan again with the right fields.`,
    { found: count },
  );
}
