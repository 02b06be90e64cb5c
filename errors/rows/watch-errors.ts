// Codes of watch lists.

import type { ErrorRow } from '../error-row.ts';

export const watchErrors = {
  // usage
  watches_off: {
    kind: 'usage',
    status: 501,
    title: 'The server keeps no watch lists',
    solve:
      'Start it with `--watches`. `firstseen route` and a server of several processes keep none.',
  },
  too_many_watches: {
    kind: 'usage',
    title: 'A server cannot keep so many watch lists or items',
    solve:
      'Delete lists that are not needed any more. A server keeps 1,000 lists and 500,000 phrases and queries.',
  },
  // not-found
  watch_not_found: {
    kind: 'not-found',
    title: 'There is no watch list of this name',
    solve: 'Create it with `PUT /v1/watches/NAME`. `GET /v1/watches` lists those that there are.',
  },
  // data
  watch_damaged: {
    kind: 'data',
    title: 'The files of a watch list are damaged',
    solve:
      'Restore its folder from a copy, or delete it and create the list again: consumers then get all events once more.',
  },
  watches_not_writable: {
    kind: 'data',
    title: 'The folder of the watch lists cannot be written',
    solve: 'Check permissions and free space, or name another folder with `--watches`.',
  },
  // busy
  server_unreachable: {
    kind: 'busy',
    title: 'No server answers at the address',
    solve: 'Check the address, and that `firstseen serve` runs there.',
  },
  watches_in_use: {
    kind: 'busy',
    title: 'Another server has these watch lists',
    solve: 'Stop it, or name another folder with `--watches`.',
  },
} as const satisfies Record<string, ErrorRow>;
