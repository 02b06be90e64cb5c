// Right answers of both sides at each checkpoint.

import type { Sides } from './sides.ts';
import { wilsonInterval } from './stats/wilson.ts';

/** Of one side, m values each, in the order of the checkpoints. */
export interface SideCounts {
  readonly examples: Int32Array;
  readonly right: Int32Array;
}

export interface SideCurve {
  readonly examples: readonly number[];
  /** right / examples, in [0, 1]; null without an example, as are the bounds. */
  readonly accuracy: readonly (number | null)[];
  /** Wilson's interval at 95 %. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** `right[c][i]` is 1 where example i is judged right at checkpoint c. */
export function countSides(
  right: readonly Uint8Array[],
  { trainFrom, checkpoints }: Sides,
): { readonly train: SideCounts; readonly validation: SideCounts } {
  const side = () => ({
    examples: new Int32Array(checkpoints),
    right: new Int32Array(checkpoints),
  });
  const train = side();
  const validation = side();
  for (const [c, judged] of right.entries()) {
    for (let i = 0; i < judged.length; i++) {
      const { examples, right } = (trainFrom[i] as number) <= c ? train : validation;
      examples[c] = (examples[c] as number) + 1;
      right[c] = (right[c] as number) + (judged[i] as number);
    }
  }
  return { train, validation };
}

export function curveOf({ examples, right }: SideCounts): SideCurve {
  const intervals = Array.from(examples, (count, c) => wilsonInterval(right[c] as number, count));
  return {
    examples: [...examples],
    accuracy: Array.from(examples, (count, c) =>
      count === 0 ? null : (right[c] as number) / count,
    ),
    low: intervals.map((interval) => interval?.[0] ?? null),
    high: intervals.map((interval) => interval?.[1] ?? null),
  };
}
