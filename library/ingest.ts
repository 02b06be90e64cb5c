// Records that a model consumes now -> the index: an intake, as a server is given one.
//
// It is the only writer of the index for as long as it is open, in a thread of its own.

import { availableParallelism } from 'node:os';
import type { IntakeThread } from '../ingest/intake-thread.ts';

export interface IngestQuestion {
  /** Of a new index; one that is there keeps its own. */
  readonly analyzer?: 'words' | 'cased' | undefined;
  /** False: texts are not stored. */
  readonly text?: boolean | undefined;
  readonly workers?: number | undefined;
  /** Of commits (1 GiB). It bounds the size of a segment, and so how long a merge holds up a commit. */
  readonly memoryBytes?: number | undefined;
  /** Milliseconds (5000). */
  readonly commitEveryMs?: number | undefined;
  /** The newest steps, so many, stay out of commits (0). */
  readonly stepWindow?: number | undefined;
  /** Bytes of a line of a request (16 MiB). */
  readonly maxLineBytes?: number | undefined;
  /** Bytes that may wait for a commit (64 MiB, or an eighth of the memory). */
  readonly maxPendingBytes?: number | undefined;
}

const defaultMemoryBytes = 1 << 30;
const defaultCommitEveryMs = 5000;
const defaultLineBytes = 16 << 20;
const defaultPendingBytes = 64 << 20;
/** Of the memory, what may wait for a commit. */
const pendingShare = 8;

/**
 * Opens the index in `directory` for records, or makes one. Rejects with `index_busy` where another
 * process writes to it, and with `step_rule_mismatch` and others where it was not made for that.
 */
export async function openIntake(
  directory: string,
  question: IngestQuestion = {},
): Promise<IntakeThread> {
  const { analyzer, text, workers = availableParallelism() } = question;
  const { memoryBytes = defaultMemoryBytes } = question;
  const { commitEveryMs = defaultCommitEveryMs, stepWindow = 0 } = question;
  const { maxLineBytes = defaultLineBytes } = question;
  const mostPending = Math.floor(memoryBytes / pendingShare);
  const { maxPendingBytes = Math.min(defaultPendingBytes, mostPending) } = question;
  const { IntakeThread } = await import('../ingest/intake-thread.ts');
  return await IntakeThread.start({
    directory,
    options: {
      build: {
        ...{ workers, memoryBytes },
        ...(analyzer !== undefined && { analyzer }),
        ...(text === false && { storesText: false }),
      },
      ...{ commitEveryMs, stepWindow, maxLineBytes, maxPendingBytes },
    },
  });
}
