// An amount of the whole (tokens, words) -> the shard in which it is reached, and the amount there.

import { amountNotCounted, type NamedCheckpoint } from '../exposure/find-checkpoints.ts';
import type { IndexDescription } from '../schemas/index-description.ts';

type Amount = Exclude<NamedCheckpoint['at'], number>;

/** The step, or where it has to be looked for: the whole goes beyond the amount in this shard. */
export type PlacedAmount =
  | { readonly step: number; readonly isBeyond?: true }
  | { readonly shard: number; readonly amount: number };

/** `parts`: of the shards, in their order. Throws `bad_argument` for a unit that they do not count. */
export function placeAmount(
  name: string,
  { unit, amount }: Amount,
  parts: readonly IndexDescription[],
): PlacedAmount {
  const filled = parts.filter(({ records }) => records > 0);
  const total = filled.reduce((sum, part) => sum + (part[unit] ?? 0), 0);
  const lastStep = filled.at(-1)?.steps ?? 0;
  if (total === 0 && lastStep > 0) throw amountNotCounted(name, unit);
  if (amount >= total) return { step: lastStep, ...(amount > total && { isBeyond: true }) };
  let before = 0;
  for (const [shard, part] of parts.entries()) {
    const inside = part.records > 0 ? (part[unit] ?? 0) : 0;
    if (before + inside > amount) return { shard, amount: amount - before };
    before += inside;
  }
  throw new Error('the whole is more than the amount');
}

/**
 * The step before the first one of a shard; undefined: the shard `inside` has it, which ends in that step
 * itself and has others before it, or not.
 */
export function stepBefore(
  shard: number,
  parts: readonly IndexDescription[],
): { readonly step: number } | { readonly inside: number } {
  const cut = parts[shard]?.first_step ?? 0;
  const before = parts.slice(0, shard).findLastIndex(({ records }) => records > 0);
  const part = parts[before];
  if (part === undefined) return { step: 0 };
  return part.steps < cut ? { step: part.steps } : { inside: before };
}
