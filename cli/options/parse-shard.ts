// Parser of the option that says which of the shards an index is: K/N.

import { InvalidArgumentError } from 'commander';
import type { ShardNumber } from '../../library/lists/shard-lines.ts';

/** 1/4 to 4/4. */
export function parseShard(value: string): ShardNumber {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(value);
  const [number, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && number >= 1 && number <= of) return { number, of };
  throw new InvalidArgumentError(
    `Expected K/N, the shard and how many there are, as in 2/4; found "${value}".`,
  );
}
