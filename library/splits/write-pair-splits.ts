// Splits -> a folder on disk, whole or absent.

import { writeSplits } from '../../splits/output/write-split.ts';
import type { PairSplit, SplitFileOptions } from './pair-splits.ts';

/**
 * Writes one split into `out`, or several into a folder `step-S` each. Throws `output_exists` and
 * `output_not_writable`; `out` then is as before.
 */
export async function writePairSplits(
  out: string,
  splits: readonly PairSplit[],
  options: SplitFileOptions,
): Promise<void> {
  await writeSplits(
    out,
    splits.map(({ split }) => split),
    options,
  );
}
