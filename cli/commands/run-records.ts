// `firstseen records`: the records of steps or ranks, or of a query, written while they are read.

import { formatStep } from '../../errors/format-step.ts';
import { IndexError } from '../../errors.ts';
import {
  type FoundRecords,
  findRecords,
  type RecordSteps,
} from '../../library/questions/found-records.ts';
import type { QueriedRecords } from '../../library/questions/records-having.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { printText } from '../print-text.ts';
import { warnOfRecords } from '../remarks/record-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { showRecords } from '../show/show-records.ts';
import type { RecordsOptions } from './records-command.ts';

export async function runRecords(directory: string, options: RecordsOptions): Promise<void> {
  const { json = false, withoutText = false, quiet = false } = options;
  const question = readQuestion(options);
  using snapshot = OpenSnapshot.open(directory);
  const found =
    'query' in question
      ? await findHaving(snapshot, question, !withoutText)
      : findRecords(snapshot, question, !withoutText);
  if (!quiet) warnOfRecords(found.remarks);
  let isNone = true;
  for (const text of json ? found.lines() : showRecords(found.walk())) {
    if (text === undefined) continue;
    isNone = false;
    if (process.stdout.destroyed) break; // nobody reads any more
    await printText(text);
  }
  if (isNone && 'query' in question && !quiet) warn(describeNone(question));
}

function describeNone({ until }: QueriedRecords): string {
  const by = until === undefined ? '' : ` by the end of step ${formatStep(until)}`;
  return `no record satisfies the query${by}`;
}

/** Loads the search only where a query is asked. */
async function findHaving(
  snapshot: OpenSnapshot,
  question: QueriedRecords,
  withText: boolean,
): Promise<FoundRecords> {
  const { findRecordsHaving } = await import('../../library/questions/records-having.ts');
  return findRecordsHaving(snapshot, question, withText);
}

function readQuestion(options: RecordsOptions): RecordSteps | QueriedRecords {
  const { step, steps, rank, having, until } = options;
  if (having !== undefined) return { query: having, until };
  if (until !== undefined) {
    throw new IndexError('bad_argument', '--until stands without --having, which it limits');
  }
  if (step !== undefined) return { unit: 'step', start: step, end: step + 1 };
  if (steps !== undefined) return { unit: 'step', ...steps };
  if (rank !== undefined) return { unit: 'rank', ...rank };
  throw new IndexError(
    'bad_argument',
    'nothing says which records: give --step N, --steps A:B, --rank A:B or --having QUERY',
  );
}
