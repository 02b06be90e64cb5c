// The bytes of a range of a file in a store, once and in order, however often the transfer breaks.

import { causeMessage } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { Attempts } from './attempts.ts';
import type { ByteRange, RangeOpener } from './range-opener.ts';
import { explainFault } from './refuse-answer.ts';
import type { RemoteFile } from './remote-file.ts';

export interface RangeReading {
  /** As the file was named. */
  readonly name: string;
  readonly file: RemoteFile;
  readonly opener: RangeOpener;
  readonly signal: AbortSignal;
  readonly pausesMs?: readonly number[] | undefined;
}

/**
 * The chunks of a range. A transfer that breaks goes on behind what has come, of the same version.
 * Throws as RangeOpener does, `transfer_failed` once no attempt is left, and the signal's reason.
 */
export async function* readRange(
  { start, end }: ByteRange,
  { name, file, opener, signal, pausesMs }: RangeReading,
): AsyncGenerator<Uint8Array> {
  const attempts = new Attempts(pausesMs, end - start);
  for (let at = start; at < end; ) {
    let fault: unknown = new Error('the connection ended early');
    try {
      for await (const chunk of await opener.open({ start: at, end }, signal)) {
        if (at + chunk.length > end) throw sentMore(name, opener.host, end - start);
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof IndexError) throw error;
      fault = error;
    }
    if (at === end) return;
    attempts.reach(at - start);
    if (await attempts.wait(fault, signal)) continue;
    const asked = { store: file.store, name, what: `bytes ${at} to ${end}`, host: opener.host };
    throw explainFault(asked, causeMessage(fault), fault);
  }
}

function sentMore(name: string, host: string, expected: number): IndexError {
  return new IndexError(
    'transfer_failed',
    `${name}: ${host} sent more than it was asked for: expected ${expected} bytes. Download the file and name it instead.`,
    { source: name, expected },
  );
}
