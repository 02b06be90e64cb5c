// The body of PUT /v1/watches/NAME -> the content of a list.

import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { WatchDesk } from '../../library/watches/watch-desk.ts';
import { phrasesOfPairs } from '../../library/watches/watched-pairs.ts';
import { phrasesOf } from '../../schemas/askable.ts';
import type { WatchBody } from '../../schemas/watches.ts';
import { phraseTooLong } from '../answering/answer-batch.ts';
import { countPhrases, requirePhrases } from '../answering/read-batch.ts';
import type { Pause } from '../answering/work-turns.ts';
import type { ServerLimits } from '../http/limits.ts';
import { decodeSets } from '../splits/read-split-request.ts';

type WatchContent = Parameters<WatchDesk['put']>[1];

interface ReadOptions {
  readonly limits: Pick<ServerLimits, 'maxPhrases' | 'maxPhraseLength'>;
  /** Pairs need to know how the index reads words; throws `not_ready`. */
  readonly snapshot: () => OpenSnapshot;
  readonly pause: Pause;
}

/** Rejects with `too_many_phrases`, `phrase_too_long`, and what decoding pairs rejects with. */
export async function readWatchBody(
  { phrases = [], queries = [], pairs, columns, shares = [], webhook }: WatchBody,
  { limits, snapshot, pause }: ReadOptions,
): Promise<WatchContent> {
  const sets = pairs && (await decodeSets({ sets: pairs, ...(columns && { columns }) }, pause));
  const critical = sets === undefined ? [] : phrasesOfPairs(snapshot(), sets);
  const all = [...phrases, ...critical];
  requirePhrases(countPhrases(all) + queries.length, limits.maxPhrases);
  const texts = [...all.flatMap(phrasesOf), ...queries];
  const long = texts.find(({ length }) => length > limits.maxPhraseLength);
  if (long !== undefined) throw phraseTooLong(long, limits.maxPhraseLength);
  return { phrases: all, queries, shares, ...(webhook !== undefined && { webhook }) };
}
