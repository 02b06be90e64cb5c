// Right answers of both sides at each checkpoint.

import { wilsonInterval } from '../stats/wilson.ts';
import type { Sides } from './sides.ts';

/** Of one side at one checkpoint. */
interface SideCount {
  readonly examples: number;
  readonly right: number;
}

/** m values each, in the order of the checkpoints. */
export interface SideCurve {
  readonly examples: readonly number[];
  /** right / examples, in [0, 1]; null without an example, as are the bounds. */
  readonly accuracy: readonly (number | null)[];
  /** Wilson's interval at 95 %. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** By checkpoint; `right[c][i]` is 1 where example i is judged right at checkpoint c. */
export function countSides(
  right: readonly Uint8Array[],
  { trainFrom }: Sides,
): { readonly train: SideCount; readonly validation: SideCount }[] {
  return right.map((judged, c) => {
    let inTrain = 0;
    let rightInTrain = 0;
    let rightOfAll = 0;
    for (let i = 0; i < judged.length; i++) {
      const isRight = judged[i] as number;
      rightOfAll += isRight;
      if ((trainFrom[i] as number) > c) continue;
      inTrain++;
      rightInTrain += isRight;
    }
    return {
      train: { examples: inTrain, right: rightInTrain },
      validation: { examples: judged.length - inTrain, right: rightOfAll - rightInTrain },
    };
  });
}

export function makeCurve(counts: readonly SideCount[]): SideCurve {
  const intervals = counts.map(({ right, examples }) => wilsonInterval(right, examples));
  return {
    examples: counts.map(({ examples }) => examples),
    accuracy: counts.map(({ right, examples }) => (examples === 0 ? null : right / examples)),
    low: intervals.map((interval) => interval?.[0] ?? null),
    high: intervals.map((interval) => interval?.[1] ?? null),
  };
}
