// What an answer that is not the one asked for means: an error that names what was asked, what came
// and what to do, or a fault that may pass.
//
// Nothing of a request's headers is quoted, and of an answer only its status and its code.

import { type ErrorCode, IndexError } from '../../errors.ts';
import { PassingFault } from './attempts.ts';
import type { StoreName } from './remote-file.ts';

/** What was asked, for messages. */
export interface Asked {
  readonly store: StoreName;
  /** The address as it was named. */
  readonly name: string;
  /** A noun: "the list of data/". */
  readonly what: string;
  /** The server. */
  readonly host: string;
}

export interface Refusal {
  readonly status: number;
  /** The code or text of the store's own, as NoSuchKey; undefined: it gave none. */
  readonly reason?: string | undefined;
  readonly waitMs?: number | undefined;
}

const credentials: Readonly<Record<StoreName, string>> = {
  hf: 'Set HF_TOKEN to a token that may read it: a repository that is private, gated or not there is refused alike.',
  s3: 'Give credentials that may read it, by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or a role of the machine.',
  gs: 'Only what is public is read there: download it with its own tool and name the files.',
  az: 'Only what is public is read there: download it with its own tool and name the files.',
  https: 'Only what is public is read there: download it and name the file.',
};

/** The error of that answer, or a PassingFault. */
export function refuseAnswer(asked: Asked, refusal: Refusal): IndexError | PassingFault {
  const { status, reason, waitMs = 0 } = refusal;
  const said = reason === undefined ? `${status}` : `${status} (${reason})`;
  const found = `${asked.host} answered ${said} to the request for ${asked.what}`;
  if (status === 408 || status === 429 || status >= 500) return new PassingFault(found, waitMs);
  const [code, solve] = explain(asked.store, status, reason);
  return new IndexError(code, `${asked.name}: ${found}, expected 200 or 206. ${solve}`, {
    source: asked.name,
    status,
    found: reason ?? null,
  });
}

function explain(
  store: StoreName,
  status: number,
  reason: string | undefined,
): readonly [ErrorCode, string] {
  if (status === 401 || status === 403 || /Token|Signature|AccessKey|Credential/.test(reason ?? ''))
    return ['access_denied', credentials[store]];
  if (status === 404 || status === 410) {
    const parts = store === 'hf' ? 'owner, name, revision and path' : 'each part of it';
    return ['input_not_found', `Check the address: ${parts}.`];
  }
  if (status === 412 || status === 416) {
    return ['source_moved', 'The content has changed since the command began: run it again.'];
  }
  return ['transfer_failed', 'Check the address, or download the files and name them instead.'];
}

/** The error once no attempt is left. */
export function explainFault(
  { name, what, host }: Asked,
  reason: string,
  cause: unknown,
): IndexError {
  const found = reason.startsWith(host) ? reason : `the request to ${host} for ${what}: ${reason}`;
  return new IndexError(
    'transfer_failed',
    `${name}: ${found}, again and again. Check the network and the address, then run the same command again.`,
    { source: name },
    cause,
  );
}

/** The error of a version that is not the one that was found at the start. */
export function movedMeanwhile(name: string, expected: string, found: string): IndexError {
  return new IndexError(
    'source_moved',
    `${name} changed while it was read: expected ${expected} as at the start of the command; found ${found}. Run the command again once it stays as it is.`,
    { source: name, expected, found },
  );
}
