// A shard as others see it: a name for messages, and what it says of itself. Plain data.
//
// Shards are indexes of neighbouring parts of one corpus, in the order of training. The ranks of each begin
// at 0; its steps are those of the whole corpus.

import type { IndexDescription } from '../schemas/index-description.ts';

export interface Shard {
  /** An address or a file: by it errors name the shard. */
  readonly name: string;
  readonly description: ShardDescription;
}

/** What has to be known of a shard to add its answers to those of the others. */
export type ShardDescription = Pick<
  IndexDescription,
  | ('analyzer' | 'analyzer_version' | 'unicode' | 'resolution' | 'facet' | 'facets' | 'tokenizer')
  | ('snapshot' | 'records' | 'first_step' | 'steps' | 'bytes')
> & {
  readonly sources: readonly { readonly name: string }[];
  /** Its facets in order of training, if it is known. */
  readonly facet_values?: readonly string[];
  /** `steps` of it: how records became steps. */
  readonly run?: IndexDescription['run'];
};

/** Shards that belong together, in order. */
export interface JoinedShards {
  readonly shards: readonly PlacedShard[];
  /** Changes with the snapshot of any shard. */
  readonly snapshot: string;
  readonly analyzer: string;
  /** Of the shards that have records; 0 both where none has. */
  readonly firstStep: number;
  readonly lastStep: number;
  readonly records: number;
  /** The facets in order of training; undefined: a shard does not say those of a field of its records. */
  readonly facets: readonly string[] | undefined;
}

export interface PlacedShard extends Shard {
  /** Records of the shards before: what is added to its ranks. */
  readonly firstRank: number;
}
