// An intake in this thread, for tests: posted lines, and the records that its index has.

import { IndexError } from '../../errors.ts';
import { IntakeRequest, OpenLines } from '../../ingest/intake-request.ts';
import { RecordIntake } from '../../ingest/record-intake.ts';
import { type Index, openIndex } from '../../library/open-index.ts';
import type { IntakeAnswer, IntakeEvent } from '../../schemas/intake-answer.ts';
import { type FileOperations, fileOperations } from '../../store/files.ts';

export interface PlainRecord {
  readonly id: string | null;
  readonly text: string;
}

export interface StepRecord extends PlainRecord {
  readonly step: number;
}

const maxLineBytes = 1 << 20;

interface SceneOptions {
  readonly stepWindow?: number;
  readonly inline?: FileOperations;
  readonly maxPendingBytes?: number;
  readonly commitEveryMs?: number;
  readonly onEvent?: (event: IntakeEvent) => void;
}

/** It commits when `commit` is called, and not by a clock. */
export function openScene(directory: string, options: SceneOptions = {}): Promise<RecordIntake> {
  return RecordIntake.open(directory, {
    build: { workers: 1 },
    commitEveryMs: 2 ** 30,
    stepWindow: 0,
    maxLineBytes,
    maxPendingBytes: 64 << 20,
    inline: fileOperations,
    ...options,
  });
}

/** The answer to a request with this body, which comes in pieces of so many bytes. */
export async function post(
  intake: RecordIntake,
  body: string | Buffer,
  pieceBytes = 1000,
): Promise<IntakeAnswer> {
  const request = new IntakeRequest(intake, new OpenLines(8 * maxLineBytes), maxLineBytes);
  const bytes = Buffer.from(body);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    await request.push(bytes.subarray(start, start + pieceBytes));
  }
  return await request.end();
}

export function lineOf(run: string, step: number, records: readonly PlainRecord[]): string {
  return `${JSON.stringify({ run, step, records })}\n`;
}

/** All records of the index in order of rank; none where nothing is committed. */
export function recordsOf(directory: string): StepRecord[] {
  let index: Index;
  try {
    index = openIndex(directory);
  } catch (error) {
    // A folder of which nothing was ever made is left empty.
    if (error instanceof IndexError && /^(index_not_found|not_an_index)$/.test(error.code))
      return [];
    throw error;
  }
  using open = index;
  const { records } = open.info();
  return Array.from(open.records({ rank: [0, records] }), ({ step, id = null, text = '' }) => {
    return { step, id, text };
  });
}
