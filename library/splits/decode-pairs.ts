// Pairs of a request -> sets of pairs, as the files of a command are read.

import { requireFreeFields } from '../../splits/output/added-fields.ts';
import { decodeObjects, decodePairs, type PairOptions } from '../../splits/pairs/decode-pairs.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import type { Pause } from '../../splits/pause.ts';
import type { Surface } from '../../splits/surface.ts';

/** The name of the set and of its file in messages, and how its rows are read. */
interface GivenSet extends PairOptions {
  readonly file: string;
}

/** The text of a pair file. */
interface GivenText {
  readonly text: string;
  readonly format: 'jsonl' | 'json' | 'csv' | 'tsv';
  readonly quoting?: 'standard' | 'none';
}

export type DecodedPairs = PairSet;
/** The names that errors give to the parts of a request. */
export type PairNames = Surface;

/** A set of objects, or of the text of a file, with a pause after each pair. Rejects as reading pairs does. */
export async function decodeGivenPairs(
  set: GivenSet,
  given: GivenText | readonly Readonly<Record<string, unknown>>[],
  pause: Pause,
): Promise<DecodedPairs> {
  if ('text' in given) return await decodePairs({ ...set, ...given }, pause);
  return await decodeObjects(given, set, pause);
}

/** Throws `field_taken` where a pair's own field has the name of one that a split adds. */
export function requireRoom(
  sets: readonly DecodedPairs[],
  { prefix, names }: { readonly prefix: string | undefined; readonly names: PairNames },
): void {
  requireFreeFields(sets, { prefix, names });
}
