// Examples, one by one -> columns.

import type { SetExamples } from './split-examples.ts';

export interface Example {
  readonly row: number;
  readonly isTrain: boolean;
  /** The critical phrases. */
  readonly good: string;
  readonly bad: string;
  /** Null: never, or not known. */
  readonly exposedStep: number | null;
  readonly rarestCount: number | null;
}

type Columns = Pick<
  SetExamples,
  'rows' | 'isTrain' | 'exposedStep' | 'group' | 'groups' | 'rarestCount'
>;

/** `examples` in the order of their rows. */
export function makeColumns(examples: readonly Example[]): Columns {
  const groups = new Map<string, number>();
  const findGroup = ({ good, bad }: Example) => {
    const key = JSON.stringify([good, bad]);
    const known = groups.get(key) ?? groups.size;
    groups.set(key, known);
    return known;
  };
  const hasRarest = examples.every(({ rarestCount }) => rarestCount !== null);
  return {
    rows: Int32Array.from(examples, ({ row }) => row),
    isTrain: Uint8Array.from(examples, ({ isTrain }) => Number(isTrain)),
    exposedStep: Float64Array.from(
      examples,
      ({ exposedStep }) => exposedStep ?? Number.POSITIVE_INFINITY,
    ),
    group: Int32Array.from(examples, findGroup),
    groups: groups.size,
    rarestCount: hasRarest
      ? Float64Array.from(examples, ({ rarestCount }) => rarestCount ?? 0)
      : null,
  };
}
