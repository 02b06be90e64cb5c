// How attention of the heads changed between two checkpoints, and over how many heads it is spread.

/** A head among `heads` of each layer; both count from 0. */
export interface HeadChange {
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
  const change = to.map((value, i) => value - (from[i] as number));
  const order = [...change.keys()].sort(
    (a, b) => Math.abs(change[b] as number) - Math.abs(change[a] as number) || a - b,
  );
  const total = change.reduce((sum, value) => sum + Math.abs(value), 0);
  const share = (positions: readonly number[]) =>
    total === 0
      ? null
      : positions.reduce((sum, i) => sum + Math.abs(change[i] as number), 0) / total;
  return {
    top: order.slice(0, top).map((i) => ({
      ...{ layer: Math.floor(i / heads), head: i % heads },
      ...{ change: change[i] as number, share: share([i]) },
    })),
    share: {
      1: share(order.slice(0, 1)),
      4: share(order.slice(0, 4)),
      8: share(order.slice(0, 8)),
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
