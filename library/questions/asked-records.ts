// A question for records without an index: what is wrong with it, and what is remarked where it has none.

import { requireIndexed } from '../../exposure/records/record-range.ts';
import { describeNoRecord } from '../../exposure/records/record-remarks.ts';
import { requireRecords } from '../../exposure/require-records.ts';
import type { RecordSteps } from './found-records.ts';
import type { QuestionRemark } from './question-remarks.ts';

/** Throws `bad_argument` for a range without a number, or one that ends behind the last step or record. */
export function requireRecordRange(
  question: RecordSteps,
  whole: { readonly records: number; readonly firstStep: number; readonly lastStep: number },
): void {
  requireIndexed(whole, question);
}

/** `near`: the steps with records before and behind those of the question, one of them or both. */
export function remarkOnNoRecord(question: RecordSteps, near: readonly number[]): QuestionRemark {
  return describeNoRecord(question, near);
}

/** Throws `records_not_indexed` where steps only are known; `what` names the question. */
export function requireRecordResolution(resolution: 'record' | 'step', what: string): void {
  requireRecords({ resolution }, what);
}
