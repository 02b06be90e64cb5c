// One level of a plain wavelet matrix of arity 4, in TypeScript.

import type { QuadLevelArguments } from '../array-verbs.ts';
import { goesOn, scatterValues, writeQuadBlocks } from './quad-marks.ts';

export function buildQuadLevel(given: QuadLevelArguments): void {
  const { values, shift, next } = given;
  const marks = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    marks[i] = (((values[i] as number) >>> shift) & 3) | goesOn;
  }
  writeQuadBlocks(marks, given);
  scatterValues(values, marks, next);
}
