// Answers of searches as rows: one for each query.

import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import type { SearchParts } from '../questions/search-plan.ts';
import {
  binColumns,
  numberColumn,
  orError,
  type RowColumn,
  seenColumns,
  stepColumns,
} from './row-table.ts';

/** Numbers are records; a query that cannot be asked has its code in `error`. */
export function searchColumns({
  at,
  edges = [],
}: SearchParts): RowColumn<SearchAnswer | UnaskableQuery>[] {
  return [
    { name: 'query', kind: 'text', cell: ({ query }) => query },
    ...orError<SearchAnswer, UnaskableQuery>([
      numberColumn('records', (one) => one.records),
      ...seenColumns<SearchAnswer>('first', 'record', (one) => one.first),
      ...seenColumns<SearchAnswer>('last', 'record', (one) => one.last),
      ...stepColumns<SearchAnswer>(at, (one) => one.at),
      ...binColumns<SearchAnswer>(edges, (one) => one.timeline?.records),
    ]),
  ];
}
