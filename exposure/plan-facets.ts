// A question by facet as plain numbers: where the records of a segment change their facet, and pass a step.

import { IndexError } from '../errors.ts';
import type { LocalRecord, RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { SnapshotFacets } from '../store/snapshot-facets.ts';
import { sortSteps } from './question.ts';

/** Numbers of one answer: beyond any use, within memory. */
const maxNumbers = 2_000_000;

export interface FacetPlan {
  readonly facets: SnapshotFacets;
  /** Steps to count by, in rising order, each once. */
  readonly at: readonly number[];
  readonly edges: readonly number[] | undefined;
  in(segment: Segment): FacetBounds;
  /** The part of `in` that takes a look at each record; yields where a caller can pause. */
  prepare(segment: Segment): Generator<undefined, void, undefined>;
}

/** Of one segment: values of its ranks. */
export interface FacetBounds {
  /** Consumed by each step of the plan's `at`. */
  readonly at: readonly RankValue[];
  /** Consumed by each of the plan's edges. */
  readonly edges: readonly RankValue[];
  /** The facet of a record. */
  of(record: RankValue): number;
  /** Parts of the segment with one facet each that no step divides; undefined: too many. */
  readonly parts: FacetParts | undefined;
}

/** Part i is [ends[i - 1], ends[i]). */
export interface FacetParts {
  readonly ends: readonly RankValue[];
  readonly facets: readonly number[];
}

/** Throws `bad_argument` for more numbers than an answer may have. */
export function planFacets(
  snapshot: Snapshot,
  asked: { readonly at: readonly number[]; readonly edges: readonly number[] | undefined },
): FacetPlan {
  const { facets } = snapshot;
  const [at, edges] = [sortSteps(asked.at), asked.edges];
  requireFacetNumbers(facets.values.length, { at, edges });
  const known = new Map<Segment, FacetBounds>();
  const boundsIn = (segment: Segment): FacetBounds => {
    const consumedBy = (step: number) => segment.values.consumedBy(step);
    const own = facets.in(segment);
    const bounds = { at: at.map(consumedBy), edges: (edges ?? []).map(consumedBy) };
    const of = (value: RankValue) => own.of(segment.values.recordOf(value) as LocalRecord);
    return { ...bounds, of, parts: own.runs && divide(own.runs, bounds) };
  };
  return {
    ...{ facets, at, edges },
    prepare: (segment) => facets.in(segment).prepare(),
    in(segment) {
      const found = known.get(segment) ?? boundsIn(segment);
      known.set(segment, found);
      return found;
    },
  };
}

/** The runs, cut where a step ends. */
function divide(
  runs: readonly { readonly end: number; readonly facet: number }[],
  { at, edges }: Pick<FacetBounds, 'at' | 'edges'>,
): FacetParts {
  const size = runs.at(-1)?.end ?? 0;
  const inside = [...at, ...edges].filter((bound) => bound > 0 && bound < size);
  const ends = sortSteps([...inside, ...runs.map(({ end }) => end)]);
  let run = 0;
  const facets = ends.map((end) => {
    while ((runs[run]?.end ?? Number.POSITIVE_INFINITY) < end) run++;
    return runs[run]?.facet as number;
  });
  return { ends, facets };
}

/** Throws `bad_argument` where an answer by so many facets may have more numbers than are allowed. */
export function requireFacetNumbers(
  facets: number,
  {
    at,
    edges = [],
  }: { readonly at: readonly number[]; readonly edges: readonly number[] | undefined },
): void {
  const numbers = facets * (at.length + edges.length + 3);
  if (numbers > maxNumbers) throw tooManyNumbers(facets, numbers);
}

function tooManyNumbers(facets: number, found: number): IndexError {
  return new IndexError(
    'bad_argument',
    `${facets} facets with so many steps and bins may be ${found} numbers in an answer: expected ${maxNumbers} at most. Ask for fewer steps or bins.`,
    { found, expected: maxNumbers },
  );
}
