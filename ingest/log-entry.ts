// How a step stands in the log: a head of one line, and its lines as the indexer reads them.
//
// The head has the digest of the lines, so that a reader knows where what was written ends.

import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StepEntry } from './decode-step.ts';

interface Head extends Pick<StepEntry, 'run' | 'step' | 'records'> {
  readonly bytes: number;
  readonly sha256: string;
}

export function encodeHead({ run, step, records, digest, lines }: StepEntry): Buffer {
  const sha256 = Buffer.from(digest).toString('hex');
  const head: Head = { run, step, records, bytes: lines.length, sha256 };
  return Buffer.from(`${JSON.stringify(head)}\n`);
}

/** The steps of a file up to the first that is not whole, and where their lines start. */
export function* readLog(
  path: string,
): Generator<{ readonly entry: StepEntry; readonly start: number }> {
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; ) {
    const headEnd = bytes.indexOf('\n', at);
    const head = headEnd < 0 ? undefined : decodeHead(bytes.toString('utf8', at, headEnd));
    if (head === undefined) return;
    const { run, step, records, bytes: length, sha256 } = head;
    const start = headEnd + 1;
    const lines = bytes.subarray(start, start + length);
    const digest = hash('sha256', lines, 'buffer');
    if (lines.length < length || digest.toString('hex') !== sha256) return;
    yield { entry: { run, step, records, digest, lines }, start };
    at = start + length;
  }
}

/** Undefined: the line is torn, or another one. */
function decodeHead(line: string): Head | undefined {
  try {
    const head: Head = JSON.parse(line);
    return typeof head?.sha256 === 'string' ? head : undefined;
  } catch {
    return undefined;
  }
}
