// n-grams of a text that stand in the corpus -> the step at which each was first seen.

import type { Snapshot } from '../store/snapshot.ts';
import type { SearchedText } from './searched-text.ts';
import { segmentsUntil } from './searched-text.ts';

/** n-grams searched together in a segment. */
const gramsAtOnce = 1024;

/**
 * The first steps of the n-grams that end at `ends`, each of which stands in the corpus; pauses. Segments
 * are in the order of steps, so the first one with an n-gram decides.
 */
export function* walkGramSteps(
  snapshot: Snapshot,
  text: SearchedText,
  { ends, n }: { readonly ends: Uint32Array; readonly n: number },
): Generator<undefined, Float64Array> {
  const steps = new Float64Array(ends.length);
  for (let from = 0; from < ends.length; from += gramsAtOnce) {
    const some = ends.subarray(from, from + gramsAtOnce);
    let open = Uint32Array.from(some.keys());
    for (const { segment, bound } of segmentsUntil(snapshot)) {
      if (open.length === 0) break;
      const positions = open.map((i) => some[i] as number);
      const floors = positions.map((end) => end - n);
      const starts = floors.map((floor) => floor + 1);
      const rows = new Uint32Array(2 * open.length);
      segment.findStarts(text.list, { positions, floors, starts, rows, bound });
      const edges = segment.findEdges(rows);
      open = open.filter((gram, i) => {
        if (rows[2 * i] === rows[2 * i + 1]) return true;
        steps[from + gram] = segment.values.stepOf(edges[2 * i] as number);
        return false;
      });
      yield undefined;
    }
  }
  return steps;
}
