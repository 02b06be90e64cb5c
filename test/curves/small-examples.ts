// Examples of a made-up set, for tests.

import type { SetExamples } from '../../curves/split/split-examples.ts';

export interface ExampleSpec {
  readonly exposedStep: number | null;
  readonly group?: number;
  readonly rarestCount?: number;
}

/** `at` decides the sides of the fixed split. */
export function examplesOf(
  specs: readonly ExampleSpec[],
  { set = 'a_set', at = 1000 }: { readonly set?: string; readonly at?: number } = {},
): SetExamples {
  const group = Int32Array.from(specs, ({ group }, i) => group ?? i);
  const hasRarest = specs.every(({ rarestCount }) => rarestCount !== undefined);
  return {
    ...{ set, pairs: specs.length, group },
    rows: Int32Array.from(specs, (_, i) => i),
    isTrain: Uint8Array.from(specs, ({ exposedStep }) =>
      Number(exposedStep !== null && exposedStep <= at),
    ),
    exposedStep: Float64Array.from(
      specs,
      ({ exposedStep }) => exposedStep ?? Number.POSITIVE_INFINITY,
    ),
    knownUntil: Number.POSITIVE_INFINITY,
    groups: group.reduce((most, value) => Math.max(most, value + 1), 0),
    rarestCount: hasRarest
      ? Float64Array.from(specs, ({ rarestCount }) => rarestCount as number)
      : null,
    counts: null,
    findMismatch: () => undefined,
  };
}
