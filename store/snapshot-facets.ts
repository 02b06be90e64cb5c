// The facets of a snapshot: by what its records can be told apart, beyond steps.
//
// A facet is a value of the field that the index was built with (domain, source, stage), or else the
// file that a record was read from. Values have one number in all segments: their place in `values`.

import type { SourceRow } from './catalogue/source-row.ts';
import type { LocalRecord } from './ids.ts';
import { findFirst } from './segment/find-first.ts';
import type { Segment } from './segment/segment.ts';

/** The records [start of the run before, end) of a segment that have one facet. */
export interface FacetRun {
  readonly end: LocalRecord;
  readonly facet: number;
}

export interface SegmentFacets {
  /** The facet of a local record, by its place among the snapshot's `values`. */
  of(record: LocalRecord): number;
  /** The segment as neighbouring records of one facet each; undefined where that is more than 4,096 runs. */
  readonly runs: readonly FacetRun[] | undefined;
  /** Finds the runs, which takes a look at each record; yields where a caller can pause. */
  prepare(): Generator<undefined, void, undefined>;
}

export interface SnapshotFacets {
  /** The field of the records; undefined: facets are the source files. */
  readonly field: string | undefined;
  /** In order of first appearance in training; sources in the order in which they were fed. */
  readonly values: readonly string[];
  in(segment: Segment): SegmentFacets;
}

/** Beyond it a question walks over the records. */
const maxRuns = 4096;

/** Numbers of values, given in order of first use. */
class FacetNumbers {
  #numbers = new Map<string, number>();

  number(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get values(): string[] {
    return [...this.#numbers.keys()];
  }
}

/** Runs are found when they are first asked for. */
class FacetsOfSegment implements SegmentFacets {
  readonly of: (record: LocalRecord) => number;
  #list: () => Iterable<FacetRun>;
  #runs: readonly FacetRun[] | undefined | null = null;

  /** `list` gives runs in order; neighbours may have the same facet. */
  constructor(of: (record: LocalRecord) => number, list: () => Iterable<FacetRun>) {
    this.of = of;
    this.#list = list;
  }

  get runs(): readonly FacetRun[] | undefined {
    const work = this.prepare();
    while (work.next().done !== true);
    return this.#runs ?? undefined;
  }

  *prepare(): Generator<undefined, void, undefined> {
    if (this.#runs === null) this.#runs = yield* joinRuns(this.#list());
  }
}

/** Runs that are looked at without a pause: a millisecond. */
const runsAtOnce = 10_000;

function* joinRuns(list: Iterable<FacetRun>): Generator<undefined, FacetRun[] | undefined> {
  const runs: FacetRun[] = [];
  let looked = 0;
  for (const run of list) {
    if (++looked % runsAtOnce === 0) yield undefined;
    if (runs.at(-1)?.facet === run.facet) runs.pop();
    if (runs.push(run) > maxRuns) return undefined;
  }
  return runs;
}

/** By the field of an index that has one. */
export function facetsByField(segments: readonly Segment[], field: string): SnapshotFacets {
  const numbers = new FacetNumbers();
  const bySegment = new Map<Segment, SegmentFacets>();
  for (const segment of segments) {
    const { recordFacets, records } = segment;
    if (recordFacets === undefined) throw new Error('a segment without its facets');
    const own = recordFacets.values.map((value) => numbers.number(value));
    const of = (record: LocalRecord) => own[recordFacets.placeOf(record)] as number;
    const list = function* () {
      for (let record = 0; record < records; record++) yield { end: record + 1, facet: of(record) };
    };
    bySegment.set(segment, new FacetsOfSegment(of, list));
  }
  return { field, values: numbers.values, in: (segment) => requireIn(bySegment, segment) };
}

/** The files of a source, each with the rows up to its end. */
interface SourceFiles {
  readonly ends: readonly number[];
  readonly facets: readonly number[];
}

/** By the file that a record was read from, as `Snapshot.locate` names it. */
export function facetsBySource(
  segments: readonly Segment[],
  rows: readonly SourceRow[],
): SnapshotFacets {
  const numbers = new FacetNumbers();
  const sources = new Map(rows.map((row) => [row.id, listFiles(row, numbers)]));
  const facetAt = (source: number, line: number): number => {
    const { ends, facets } = sources.get(source) ?? { ends: [], facets: [] };
    const file = findFirst(ends.length, (one) => (ends[one] as number) >= line);
    const facet = facets[file];
    if (facet === undefined) throw new Error('a record of a source that is not listed');
    return facet;
  };
  const bySegment = new Map<Segment, SegmentFacets>();
  for (const segment of segments) {
    const { recordTable } = segment;
    const of = (record: LocalRecord) => {
      const { source, line } = recordTable.position(record);
      return facetAt(source, line);
    };
    const list = () => listRuns(segment, sources, facetAt);
    bySegment.set(segment, new FacetsOfSegment(of, list));
  }
  return { field: undefined, values: numbers.values, in: (one) => requireIn(bySegment, one) };
}

function listFiles({ name, files = [] }: SourceRow, numbers: FacetNumbers): SourceFiles {
  const ends: number[] = [];
  const facets: number[] = [];
  for (const file of files) {
    if (file.role !== 'data' || file.rows === undefined) continue;
    ends.push((ends.at(-1) ?? 0) + file.rows);
    facets.push(numbers.number(file.name));
  }
  // What lies behind the rows of all files is the source's own.
  ends.push(Number.POSITIVE_INFINITY);
  facets.push(facets.length === 0 ? numbers.number(name) : (facets.at(-1) as number));
  return { ends, facets };
}

/** Records of neighbouring lines, cut where one file ends and the next begins. */
function* listRuns(
  { records, recordTable }: Segment,
  sources: ReadonlyMap<number, SourceFiles>,
  facetAt: (source: number, line: number) => number,
): Generator<FacetRun> {
  for (let run = 0; run < recordTable.runCount; run++) {
    const { first, position } = recordTable.run(run);
    const end = run + 1 < recordTable.runCount ? recordTable.run(run + 1).first : records;
    const { source, line } = position;
    for (const fileEnd of sources.get(source)?.ends ?? []) {
      const cut = first + (fileEnd - line + 1);
      if (cut > first && cut < end) yield { end: cut, facet: facetAt(source, fileEnd) };
    }
    yield { end, facet: facetAt(source, line + (end - first) - 1) };
  }
}

function requireIn<Found>(bySegment: ReadonlyMap<Segment, Found>, segment: Segment): Found {
  const found = bySegment.get(segment);
  if (found === undefined) throw new Error('facets were asked of another snapshot');
  return found;
}
