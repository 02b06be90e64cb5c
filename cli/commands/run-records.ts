// `firstseen records`: the records of steps or ranks, written while they are read.

import { IndexError } from '../../errors.ts';
import { walkRecordLines } from '../../exposure/records/record-lines.ts';
import {
  planRecords,
  type RecordQuestion,
  recordsIn,
} from '../../exposure/records/record-range.ts';
import { remarksOnRecords } from '../../exposure/records/record-remarks.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { printText } from '../print-text.ts';
import { warnOfRecords } from '../remarks/record-remarks.ts';
import { showRecords } from '../show/show-records.ts';
import type { RecordsOptions } from './records-command.ts';

export async function runRecords(directory: string, options: RecordsOptions): Promise<void> {
  const { json = false, withoutText = false, quiet = false } = options;
  const question = readQuestion(options);
  using snapshot = Snapshot.open(directory);
  const ranks = planRecords(snapshot, question);
  const withText = !withoutText;
  if (!quiet) warnOfRecords(remarksOnRecords(snapshot, { question, ranks, withText }));
  const found = recordsIn(snapshot, ranks);
  const show = json ? walkRecordLines : showRecords;
  for (const text of show(found, { snapshot, withText })) {
    if (text === undefined) continue;
    if (process.stdout.destroyed) break; // nobody reads any more
    await printText(text);
  }
}

function readQuestion({ step, steps, rank }: RecordsOptions): RecordQuestion {
  if (step !== undefined) return { unit: 'step', start: step, end: step + 1 };
  if (steps !== undefined) return { unit: 'step', ...steps };
  if (rank !== undefined) return { unit: 'rank', ...rank };
  throw new IndexError(
    'bad_argument',
    'nothing says which records: give --step N, --steps A:B or --rank A:B',
  );
}
