// Sets of pairs -> the critical phrases that a watch list watches.

import { IndexError } from '../../errors.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import { requireLowerCase } from '../../splits/require-lower-case.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

/**
 * The phrases of all pairs that have them, good before bad. Throws `analyzer_mismatch` where phrases found
 * in sentences, which are lower-cased, meet an index that kept its capitals, and `bad_argument` where no
 * pair has any.
 */
export function phrasesOfPairs(snapshot: OpenSnapshot, sets: readonly PairSet[]): string[] {
  requireLowerCase(snapshotOf(snapshot).settings, sets);
  const phrases = sets.flatMap(({ rows }) =>
    rows.flatMap(({ phrases: own }) => ('good' in own ? [own.good, own.bad] : [])),
  );
  if (phrases.length > 0) return phrases;
  throw new IndexError('bad_argument', 'pairs: no pair has critical phrases; expected some');
}
