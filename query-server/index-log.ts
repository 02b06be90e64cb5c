// Log lines of an index that a server follows.

import type { FastifyBaseLogger } from 'fastify';
import { IndexError } from '../errors.ts';
import type { IndexEvent } from '../library/snapshots/live-index.ts';

/** A line for each event: a new snapshot, and the first of a row of failures. */
export function describeEvents(
  log: () => FastifyBaseLogger | undefined,
  { takesRecords }: { readonly takesRecords: boolean },
): (event: IndexEvent) => void {
  let failing = '';
  let opened = false;
  let appeared = false;
  return (event) => {
    if (event.kind === 'opened') {
      failing = '';
      opened = true;
      const { name, segmentCount, records } = event.snapshot;
      log()?.info({ snapshot: name, segments: segmentCount, records }, 'snapshot opened');
      return;
    }
    const { error } = event;
    const code = error instanceof IndexError ? error.code : String(error);
    // Before there is a log nothing is written, and the next failure is the first.
    if (code === failing || log() === undefined) return;
    // A build makes the folder a moment before what is in it.
    if (failing === 'index_not_found' && code === 'not_an_index' && !appeared) {
      appeared = true;
      return;
    }
    failing = code;
    if (!(error instanceof IndexError)) {
      log()?.warn({ err: error, code }, 'cannot read the index, will try again');
    } else if (code === 'index_not_found' && !opened) {
      // A server that takes records waits for steps, and not for a build.
      const reason = takesRecords ? 'no step was committed yet' : error.message;
      log()?.info({ code, reason }, 'waiting for the first commit of the index');
    } else {
      log()?.warn({ code, reason: error.message }, 'cannot read the index, will try again');
    }
  };
}
