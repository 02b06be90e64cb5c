// Documents as searches of the cluster give them.

import { type Static, Type } from 'typebox';
import type { FoundRecord } from '../../schemas/search-answer.ts';

/** The fields of a document without its tokens. */
export const describedFields = ['rank', 'step', 'id'];

export const Described = Type.Object({
  rank: Type.Integer({ minimum: 0 }),
  step: Type.Integer({ minimum: 0 }),
  id: Type.Union([Type.String(), Type.Null()]),
});

/** In training order. */
export const inOrder = [{ step: 'asc' }, { rank: 'asc' }];
export const backwards = [{ step: 'desc' }, { rank: 'desc' }];

export const Hits = Type.Object({
  hits: Type.Object({ hits: Type.Array(Type.Object({ _source: Described })) }),
});

/** The first of some hits; null: there is none. */
export function firstOf({ hits }: Static<typeof Hits>): FoundRecord | null {
  const [first] = hits.hits;
  if (first === undefined) return null;
  const { step, rank, id } = first._source;
  return { step, rank, id };
}
