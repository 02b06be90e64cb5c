// Ids of terms as symbols by falling count, in TypeScript.

import { idMarks, type RenumberArguments } from '../array-verbs.ts';

export function renumberIds({ ids, order, counts }: RenumberArguments): boolean {
  const found = countIds(ids, order.length);
  if (found === undefined) return false;
  const { terms, recordEnds } = found;
  for (let term = 0; term < order.length; term++) order[term] = term;
  order.sort((one, other) => (terms[other] as number) - (terms[one] as number) || one - other);
  const symbolOf = new Uint32Array(order.length);
  counts[0] = recordEnds;
  order.forEach((term, i) => {
    symbolOf[term] = i + 1;
    counts[i + 1] = terms[term] as number;
  });
  const boundarySymbol = symbolOf.at(-1) ?? 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (id < symbolOf.length) ids[i] = symbolOf[id] as number;
    else ids[i] = id === idMarks.recordEnd ? 0 : boundarySymbol;
  }
  return true;
}

/** Undefined where an id is neither one of the terms nor a mark. */
function countIds(
  ids: Uint32Array,
  length: number,
): { terms: Uint32Array; recordEnds: number } | undefined {
  const terms = new Uint32Array(length);
  let recordEnds = 0;
  for (let i = 0; i < ids.length; i++) {
    let id = ids[i] as number;
    if (id === idMarks.recordEnd) {
      recordEnds++;
      continue;
    }
    if (id === idMarks.boundary) id = length - 1;
    if (id < 0 || id >= length) return undefined;
    terms[id] = (terms[id] as number) + 1;
  }
  return { terms, recordEnds };
}
