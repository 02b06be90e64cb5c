// Codes of a server that takes records while a model trains: what it refuses, and what it cannot do now.

import type { ErrorRow } from '../error-row.ts';

export const ingestErrors = {
  step_conflict: {
    kind: 'data',
    status: 409,
    title: 'The step has other records already',
    solve:
      'A step of a run is sent once: with the same records it is a duplicate, with others it is refused. Committed steps stay, so a training that went back to a checkpoint and consumed other data needs a new index.',
  },
  write_not_allowed: {
    kind: 'usage',
    status: 403,
    title: 'The token may only read',
    solve: 'Use a token of a line `write:TOKEN` of the server’s `--token-file`.',
  },
  ingest_behind: {
    kind: 'busy',
    status: 429,
    title: 'Too many records wait for a commit',
    solve: 'Send the same lines again after as many seconds as `retry-after` says.',
  },
  records_not_stored: {
    kind: 'busy',
    status: 507,
    title: 'The records could not be written to disk',
    solve:
      'Free space on the disk of the index, then send the same lines again. Lines that were acknowledged are safe.',
  },
  records_pending: {
    kind: 'busy',
    title: 'The folder holds records that no commit has yet',
    solve:
      'Start `firstseen serve DIR --ingest` and stop it again: it commits them. Then run the command again.',
  },
} as const satisfies Record<string, ErrorRow>;
