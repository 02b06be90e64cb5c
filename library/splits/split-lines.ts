// A split as lines of JSON: its summary, then each example with what is known of its phrases.

import { rowJson } from '../../splits/output/split-rows.ts';
import { filledSides, pickExamples } from '../../splits/output/split-sides.ts';
import type { FacetRow } from '../../splits/split.ts';
import type { PairSplit } from './pair-splits.ts';

/** Parts of the text; an empty one is a place to pause. `prefix` stands before the names of added fields. */
export function* splitLines(made: PairSplit, prefix = ''): Generator<string> {
  const { split } = made;
  yield `{"split":${JSON.stringify(made.summary())}}\n`;
  for (const set of split.sets) {
    for (const side of filledSides(set)) {
      const head = `{"set":${JSON.stringify(set.name)},"split":"${side}","at":${split.at},"row":`;
      for (const example of pickExamples(set, side)) {
        const facets = split.byFacet && (yield* writeFacets(split.byFacet.rows(example)));
        yield `${head}${rowJson(example, prefix)}${facets ?? ''}}\n`;
      }
    }
  }
}

/** Exposures of an example by facet, in the order of the index; yields where work may pause. */
function* writeFacets(rows: Iterable<FacetRow | undefined>): Generator<string, string> {
  const facets: string[] = [];
  for (const row of rows) {
    if (row === undefined) {
      yield '';
      continue;
    }
    const { facet, good, bad, firstGood, firstBad } = row;
    const counts = JSON.stringify({ good, bad, first_good: firstGood, first_bad: firstBad });
    facets.push(`${JSON.stringify(facet)}:${counts}`);
  }
  return `,"by_facet":{${facets.join(',')}}`;
}
