// What a split has to know of phrases, asked of every shard: by the tokens of the phrases.

import { IndexError } from '../errors.ts';
import type { ShardExposure } from '../schemas/shard-answers.ts';
import type { SplitExposures, SplitExposuresBody } from '../schemas/split-exposures.ts';
import type { LiveShards, Whole } from './live-shards.ts';

interface AskedExposures {
  readonly question: SplitExposuresBody;
  readonly whole: Whole;
}

const headers = { 'content-type': 'application/json' };
/** Numbers of the answers to one request, about. */
const maxNumbers = 100_000;
const maxPhrases = 1000;

/**
 * For each phrase what the shards say, in their order. Rejects with what LiveShards.askAll rejects with, and
 * `shards_mismatch`.
 */
export async function askExposures(
  shards: LiveShards,
  { question, whole }: AskedExposures,
  signal: AbortSignal,
): Promise<ShardExposure[][]> {
  const { phrases, at = [], min_count = 1 } = question;
  const byNumbers = Math.floor(maxNumbers / (at.length + Math.min(min_count, maxNumbers)));
  const size = Math.max(1, Math.min(maxPhrases, byNumbers));
  const found: ShardExposure[][] = [];
  for (let start = 0; start < phrases.length; start += size) {
    const some = phrases.slice(start, start + size);
    const body = JSON.stringify({ phrases: some, at, min_count });
    const texts = await shards.askAll(
      whole,
      { path: '/v1/splits/exposures', body, headers },
      signal,
    );
    const each = texts.map((text, i) => {
      const { exposures }: SplitExposures = JSON.parse(text);
      if (exposures.length === some.length) return exposures;
      const name = shards.servers[i]?.name ?? '';
      throw new IndexError(
        'shards_mismatch',
        `the shard ${name} has ${exposures.length} answers to ${some.length} phrases`,
        { shard: name },
      );
    });
    for (const p of some.keys()) found.push(each.map((one) => one[p] as ShardExposure));
  }
  return found;
}
