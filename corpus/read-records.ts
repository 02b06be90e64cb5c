// A batch of lines or rows -> records as the model was fed them, counted, up to the end of the run.
//
// Workers of a build and the walk without an index read through here, so that they take the same.

import { IndexError } from '../errors.ts';
import { type BadRecord, decodeBatch } from '../formats/lines/decode-batch.ts';
import { locateRow, type Row, type RowReader } from '../formats/rows/row-reader.ts';
import type { PlainLines } from '../input/lines/plain-lines.ts';
import type { SourceBatch } from '../input/lines/source-batch.ts';
import { badRecordError } from './bad-record.ts';
import type { OpenReading } from './open-reading.ts';
import {
  type RunRecord,
  type ShapeOptions,
  shapeText,
  shapeTokens,
  type UnknownToken,
} from './shape-record.ts';

/** How many records of a source were taken, and how many could not be. */
export interface RecordTally {
  records: number;
  skipped: number;
  repaired: number;
  /** Records of which a part was cut off (`truncate`). */
  cut: number;
  /** Lines of a table that are neither rows nor blank. */
  padding: number;
}

export function newTally(): RecordTally {
  return { records: 0, skipped: 0, repaired: 0, cut: 0, padding: 0 };
}

/** Takes the records of a source. */
export interface RecordTaker {
  /** The source's, for messages. */
  readonly name: string;
  readonly tally: RecordTally;
  readonly onBadRecord: 'fail' | 'skip';
  readonly onSkipped: (bad: BadRecord) => void;
  /** Waits before a record of rows, where there is no room for it yet. */
  readonly makeRoom?: (record: RunRecord) => Promise<void> | undefined;
  /**
   * Takes records of plain lines, as `onPlain` of decode-batch.ts; those it leaves come to `take`.
   * Absent: all of them do.
   */
  readonly takePlain?: (plain: PlainLines, index: number, line: number) => number;
  /**
   * Takes the record (`last`: the run ends with it), or says that the run ends before it, or why
   * it cannot be taken. `position` is its line or, of rows, its place in consumed order; from 1 on.
   */
  readonly take: (record: RunRecord, position: number) => 'taken' | 'last' | 'behind' | BadRecord;
}

/** Gives the line with which the run ended, undefined where it goes on. Throws the error of a bad record. */
export function readLines(
  batch: SourceBatch,
  { decode, shape }: OpenReading,
  taker: RecordTaker,
): number | undefined {
  const { name, tally, takePlain } = taker;
  const { tokenizer, truncate } = shape;
  let end: number | undefined;
  const isFed = tokenizer === undefined && truncate === undefined;
  const onPlain: RecordTaker['takePlain'] = (plain, index, line) => {
    const taken = takePlain?.(plain, index, line) ?? 0;
    tally.records += taken;
    return taken;
  };
  decodeBatch({ ...batch, source: name }, decode, {
    onRecord: (decoded) => {
      const { line } = decoded;
      const record = shapeText(decoded, shape, () => `${name}, line ${line}`);
      end = takeRecord(record, line, taker);
      return end === undefined;
    },
    onBad: (bad) => refuse(bad, taker, batch.isOpen),
    onPadding: () => {
      tally.padding++;
    },
    ...(isFed && takePlain !== undefined && { onPlain }),
  });
  return end;
}

/** Records [start, end) of the reader in consumed order; as readLines, with the number of records read. */
export async function readRows(
  { reader, start, end }: { readonly reader: RowReader; readonly start: number; end: number },
  { shape }: OpenReading,
  taker: RecordTaker,
): Promise<number | undefined> {
  let position = start;
  for await (const rows of reader.read(start, end)) {
    for (const record of rows.map((row) => shapeRow(row, reader, shape))) {
      position++;
      if ('code' in record) {
        refuse(record, taker);
        continue;
      }
      const room = taker.makeRoom?.(record);
      if (room !== undefined) await room;
      const last = takeRecord(record, position, taker);
      if (last !== undefined) return last;
    }
  }
  return undefined;
}

function takeRecord(record: RunRecord, position: number, taker: RecordTaker): number | undefined {
  const { tally } = taker;
  const taken = taker.take(record, position);
  if (taken === 'behind') return position - 1;
  if (typeof taken === 'object') {
    refuse(taken, taker);
    return undefined;
  }
  tally.records++;
  if (record.repaired) tally.repaired++;
  if (record.isCut === true) tally.cut++;
  return taken === 'last' ? position : undefined;
}

function refuse(
  bad: BadRecord,
  { name, tally, onBadRecord, onSkipped }: RecordTaker,
  isOpen = false,
): void {
  if (onBadRecord === 'fail') throw badRecordError(name, bad, isOpen);
  tally.skipped++;
  onSkipped(bad);
}

function shapeRow(row: Row, reader: RowReader, shape: ShapeOptions): RunRecord | BadRecord {
  if ('code' in row) return row;
  if ('text' in row) {
    return shapeText(row, shape, () => {
      const { name, row: number } = placeRow(row, reader);
      return `${name}, row ${number}`;
    });
  }
  const shaped = shapeTokens(row, shape);
  if ('unknown' in shaped) throw unknownToken(shaped, placeRow(row, reader), shape);
  return shaped;
}

function placeRow({ line }: { readonly line: number }, { files }: RowReader) {
  return locateRow(files, line) ?? { name: 'the source', row: line };
}

function unknownToken(
  { unknown, place }: UnknownToken,
  { name, row }: ReturnType<typeof placeRow>,
  { tokenizer }: ShapeOptions,
): IndexError {
  const found =
    unknown === 0xffff_ffff ? 'a value that is not a token id' : `the token id ${unknown}`;
  return new IndexError(
    'token_unknown',
    `${name}, row ${row} has ${found} at place ${place} of the row (from 0 on), which the tokenizer does not have: its ids are below ${tokenizer?.size}. It is another tokenizer's file, another "dtype", or damaged.`,
    { file: name, row, place, found: unknown, expected: tokenizer?.size ?? null },
  );
}
