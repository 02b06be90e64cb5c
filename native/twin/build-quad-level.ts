// One level of a plain wavelet matrix of arity 4, in TypeScript.

import type { QuadLevelArguments } from '../array-verbs.ts';
import { countKept, goesOn, scatterValues, writeQuadBlocks } from './quad-marks.ts';

/** False where the counts are not those of the values. */
export function buildQuadLevel(given: QuadLevelArguments): boolean {
  const { values, shift, counts } = given;
  const marks = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    marks[i] = (((values[i] as number) >>> shift) & 3) | goesOn;
  }
  writeQuadBlocks(marks, given);
  if (counts === undefined) return scatterValues(given, marks) !== null;
  const all = Uint8Array.from(counts, (_, value) => ((value >>> shift) & 3) | goesOn);
  return scatterValues(given, marks, countKept(all, counts)) !== null;
}
