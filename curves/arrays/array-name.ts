// The set, seed, step and side that the name of an array's file has. Pure.

import { parseSeed as parseSeedText } from '../results/path-place.ts';
import type { Seed } from '../results/results.ts';

export type PairSide = 'good' | 'bad';

/** A field is undefined where the name or the pattern does not have it. */
export interface NameFields {
  readonly set?: string;
  readonly seed?: string;
  readonly step?: string;
  readonly side?: PairSide;
}

const folderName =
  /^(?<place>.+?)\.step(?<step>[^.]*)(?:\.(?<side>good|bad))?\.(?:npy|safetensors)$/s;

/**
 * The fields of a name in a folder, as in `[SEED.]SET.stepN[.good|.bad].npy`; undefined: it is not such
 * a name. The seed is what stands before the name of a set in `sets`, else before the last dot.
 */
export function parseArrayName(
  name: string,
  sets: { readonly has: (set: string) => boolean },
): NameFields | undefined {
  const { place, step, side } = folderName.exec(name)?.groups ?? {};
  if (place === undefined || step === undefined) return undefined;
  const dots = Array.from(place.matchAll(/\./g), ({ index }) => index);
  const starts = [0, ...dots.map((dot) => dot + 1)];
  const start = starts.find((at) => sets.has(place.slice(at))) ?? starts.at(-1) ?? 0;
  return {
    ...{ set: place.slice(start), step },
    ...(start > 0 && { seed: place.slice(0, start - 1) }),
    ...((side === 'good' || side === 'bad') && { side }),
  };
}

/** `seed1` and `1` are the seed 1; anything else is its text; undefined: null, no seed is named. */
export function parseSeed(text: string | undefined): Seed {
  return text === undefined ? null : parseSeedText(text.replace(/^seed[-_]?(?=\d+$)/i, ''));
}
