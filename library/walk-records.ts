// Records as they were consumed, one by one, from the lines that `records` prints.

import { IndexError } from '../errors.ts';
import type { CorpusRecord } from './answers/trace.ts';
import { checkOptions } from './options/check-options.ts';
import { findRecords, type RecordSteps } from './questions/found-records.ts';
import { findRecordsHaving } from './questions/records-having.ts';
import { type RecordRange, recordRules } from './record-range.ts';
import type { OpenSnapshot } from './snapshots/open-snapshot.ts';

/** The records in order of rank. Throws as `records` does, before the first one for a wrong range. */
export function walkRecords(
  snapshot: OpenSnapshot,
  range: RecordRange,
): Generator<CorpusRecord | undefined, void, undefined> {
  checkOptions(range, recordRules, 'records');
  const { having, until, withoutText = false } = range;
  const question = readRange(range);
  const found =
    question === undefined
      ? findRecordsHaving(snapshot, { query: having ?? '', until }, !withoutText)
      : findRecords(snapshot, question, !withoutText);
  return decode(found.lines());
}

/** Undefined: those of a query. */
function readRange({ step, steps, rank, having, until }: RecordRange): RecordSteps | undefined {
  const given = [step, steps, rank, having].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new IndexError(
      'bad_argument',
      `records: found ${given.length} of step, steps, rank and having: expected exactly one`,
    );
  }
  if (having !== undefined) return undefined;
  if (until !== undefined) {
    throw new IndexError('bad_argument', 'records: until stands without having, which it limits');
  }
  if (step !== undefined) return { unit: 'step', start: step, end: step + 1 };
  const [start, end] = steps ?? rank ?? [0, 0];
  return { unit: steps === undefined ? 'rank' : 'step', start, end };
}

/** Lines may end inside a chunk; a line is decoded as a whole. */
function* decode(
  chunks: Iterable<Buffer | undefined>,
): Generator<CorpusRecord | undefined, void, undefined> {
  const lineFeed = 0x0a;
  let rest: Buffer[] = [];
  for (const chunk of chunks) {
    if (chunk === undefined) {
      yield undefined;
      continue;
    }
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      const line = Buffer.concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
      yield JSON.parse(line.toString('utf8')) as CorpusRecord;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
}
