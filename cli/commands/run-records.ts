// `firstseen records`: the records of steps or ranks, or of a query, written while they are read.

import { formatStep } from '../../errors/format-step.ts';
import { IndexError } from '../../errors.ts';
import { walkRecordLines } from '../../exposure/records/record-lines.ts';
import {
  type LocalRecords,
  planRecords,
  type RecordQuestion,
  recordsIn,
} from '../../exposure/records/record-range.ts';
import { remarksOnRecords, remarksOnTexts } from '../../exposure/records/record-remarks.ts';
import type { HavingQuestion } from '../../search/records/records-having.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { printText } from '../print-text.ts';
import { warnOfRecords } from '../remarks/record-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { showRecords } from '../show/show-records.ts';
import type { RecordsOptions } from './records-command.ts';

export async function runRecords(directory: string, options: RecordsOptions): Promise<void> {
  const { json = false, withoutText = false, quiet = false } = options;
  const question = readQuestion(options);
  using snapshot = Snapshot.open(directory);
  const withText = !withoutText;
  const { found, remarks } =
    'query' in question
      ? await findHaving(snapshot, question, withText)
      : findRange(snapshot, question, withText);
  if (!quiet) warnOfRecords(remarks);
  const show = json ? walkRecordLines : showRecords;
  let isNone = true;
  for (const text of show(found, { snapshot, withText })) {
    if (text === undefined) continue;
    isNone = false;
    if (process.stdout.destroyed) break; // nobody reads any more
    await printText(text);
  }
  if (isNone && 'query' in question && !quiet) warn(describeNone(question));
}

function describeNone({ until }: HavingQuestion): string {
  const by = until === undefined ? '' : ` by the end of step ${formatStep(until)}`;
  return `no record satisfies the query${by}`;
}

interface FoundRecords {
  readonly found: Iterable<LocalRecords | undefined>;
  readonly remarks: readonly { readonly message: string }[];
}

function findRange(snapshot: Snapshot, question: RecordQuestion, withText: boolean): FoundRecords {
  const ranks = planRecords(snapshot, question);
  const remarks = remarksOnRecords(snapshot, { question, ranks, withText });
  return { found: recordsIn(snapshot, ranks), remarks };
}

async function findHaving(
  snapshot: Snapshot,
  question: HavingQuestion,
  withText: boolean,
): Promise<FoundRecords> {
  const { recordsHaving } = await import('../../search/records/records-having.ts');
  const remarks = withText ? remarksOnTexts(snapshot) : [];
  return { found: recordsHaving(snapshot, question), remarks };
}

function readQuestion(options: RecordsOptions): RecordQuestion | HavingQuestion {
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
