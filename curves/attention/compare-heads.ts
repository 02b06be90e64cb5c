// How attention of the heads changed between two checkpoints, and over how many heads it is spread.

/** A head among `heads` of each layer; both count from 0. */
interface HeadChange {
  readonly layer: number;
  readonly head: number;
  /** Mean at the second checkpoint minus mean at the first. */
  readonly change: number;
  /** |change| / the sum of |change| over all heads; null: nothing changed. */
  readonly share: number | null;
}

export interface AttentionChange {
  /** The heads that changed most, the largest |change| first; of equals the lower layer and head. */
  readonly top: readonly HeadChange[];
  /** By k: share of the k heads that changed most; null: nothing changed. */
  readonly share: Readonly<Record<'1' | '4' | '8', number | null>>;
  readonly entropy: { readonly from: number | null; readonly to: number | null };
}

/** `from` and `to` are means as `headMeans` gives them, of the same heads. */
export function compareHeads(
  from: Float64Array,
  to: Float64Array,
  { heads, top }: { readonly heads: number; readonly top: number },
): AttentionChange {
  const changes = Array.from(to, (value, i) => ({ i, change: value - (from[i] ?? 0) }));
  changes.sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.i - b.i);
  const total = to.reduce((sum, value, i) => sum + Math.abs(value - (from[i] ?? 0)), 0);
  const share = (some: readonly { readonly change: number }[]) =>
    total === 0 ? null : some.reduce((sum, { change }) => sum + Math.abs(change), 0) / total;
  return {
    top: changes.slice(0, top).map(({ i, change }) => ({
      ...{ layer: Math.floor(i / heads), head: i % heads },
      ...{ change, share: share([{ change }]) },
    })),
    share: {
      1: share(changes.slice(0, 1)),
      4: share(changes.slice(0, 4)),
      8: share(changes.slice(0, 8)),
    },
    entropy: { from: headEntropy(from), to: headEntropy(to) },
  };
}

/**
 * -sum p ln p in nats, p the heads' means divided by their sum: 0 where one head has all, ln of the
 * number of heads where all have the same. Null: a mean below 0, or all are 0.
 */
export function headEntropy(means: Float64Array): number | null {
  const sum = means.reduce((total, value) => total + value, 0);
  if (!(sum > 0) || means.some((value) => value < 0)) return null;
  let entropy = 0;
  for (const value of means) {
    const share = value / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy;
}
