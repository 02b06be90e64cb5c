// A record of a run as the model saw it, without an index.

import { type InspectedRecord, inspectRun } from '../../corpus/inspect-run.ts';
import { readRun } from '../../corpus/read-run.ts';

/** `run` is the path of a run description. Throws `bad_argument` where the run has no such rank. */
export async function inspectRecord(
  run: string,
  rank: number,
  signal: AbortSignal,
): Promise<InspectedRecord> {
  return await inspectRun(readRun(run), rank, signal);
}
