// Answers for phrases as rows: one for each phrase or group.

import { IndexError } from '../../errors.ts';
import type {
  Answer,
  Answered,
  GroupAnswer,
  Numbers,
  Unanswerable,
  UnanswerableGroup,
} from '../../schemas/answer.ts';
import type { AskedParts } from '../questions/phrase-plan.ts';
import {
  binColumns,
  numberColumn,
  orError,
  type RowColumn,
  seenColumns,
  stepColumns,
} from './row-table.ts';

export type AskedColumns = Pick<
  AskedParts,
  'at' | 'checkpoints' | 'lastAt' | 'records' | 'recordsAt' | 'edges' | 'resolution'
>;

/** The columns that a question has; a phrase that cannot be asked has its code in `error`. */
export function answerColumns(plan: AskedColumns): RowColumn<Answered>[] {
  const { at, checkpoints, lastAt, recordsAt, records, edges = [], resolution } = plan;
  return [
    { name: 'phrase', kind: 'text', cell: (one) => ('name' in one ? one.name : one.phrase) },
    ...orError<Answer | GroupAnswer, Unanswerable | UnanswerableGroup>([
      numberColumn('count', (one) => one.count),
      ...seenColumns<Numbers>('first', resolution, (one) => one.first),
      ...seenColumns<Numbers>('last', resolution, (one) => one.last),
      ...stepColumns<Numbers>(at, (one) => one.at),
      ...checkpoints.flatMap(({ name }) => [
        numberColumn<Numbers>(`checkpoints_${name}_step`, (one) => one.checkpoints?.[name]?.step),
        numberColumn<Numbers>(`checkpoints_${name}_count`, (one) => one.checkpoints?.[name]?.count),
      ]),
      ...lastAt.flatMap((step) =>
        seenColumns<Numbers>(`last_at_${step}`, resolution, (one) => one.last_at?.[step]),
      ),
      ...(records ? [numberColumn<Numbers>('records', (one) => one.records)] : []),
      ...recordsAt.map((step) =>
        numberColumn<Numbers>(`records_at_${step}`, (one) => one.records_at?.[step]),
      ),
      ...binColumns<Numbers>(edges, (one) => one.timeline?.count),
    ]),
  ];
}

/** Throws `bad_argument` for what has several rows an answer. */
export function requireRows({
  contexts,
  byFacet,
}: {
  readonly contexts?: number | undefined;
  readonly byFacet?: boolean | undefined;
}): void {
  const long = contexts !== undefined ? '--contexts' : byFacet === true ? '--by-facet' : undefined;
  if (long === undefined) return;
  throw new IndexError(
    'bad_argument',
    `a table of --csv or --parquet has one row for each answer, which has no place for ${long}: ask for it with --json`,
  );
}
