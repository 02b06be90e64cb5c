// Amounts consumed by steps: what the shards say of the same steps adds up.

import type { Axis } from '../schemas/axis.ts';

/** At least one; all of the same edges. */
export function mergeAxes(axes: readonly Axis[]): Axis {
  const [first] = axes;
  if (first === undefined) throw new Error('there is at least one axis');
  const { edges } = first;
  const isSame = ({ edges: other }: Axis) => {
    return other.length === edges.length && other.every((edge, i) => edge === edges[i]);
  };
  if (!axes.every(isSame)) throw new Error('all axes have the same edges');
  const add = (read: (axis: Axis) => readonly number[]) => {
    return edges.map((_, i) => axes.reduce((sum, axis) => sum + (read(axis)[i] ?? 0), 0));
  };
  const isCounted = axes.some(({ model_tokens }) => model_tokens !== null);
  return {
    edges: [...edges],
    records: add(({ records }) => records),
    tokens: add(({ tokens }) => tokens),
    words: add(({ words }) => words),
    model_tokens: isCounted ? add(({ model_tokens }) => model_tokens ?? []) : null,
  };
}
