// The codes of exports and searches in a cluster of OpenSearch.

import type { ErrorRow } from '../error-row.ts';

export const clusterErrors = {
  cluster_refused: {
    kind: 'data',
    title: 'The cluster refuses a request',
    solve:
      'The detail has the reason of the cluster: access, a limit of its settings, or a version that is not OpenSearch 3.',
  },
  export_mismatch: {
    kind: 'data',
    title: 'The index in the cluster is not an export of this index',
    solve: 'Give the export another `--name`, or delete the index in the cluster first.',
  },
  export_incomplete: {
    kind: 'data',
    title: 'The export into the cluster is not finished',
    solve: 'Run `firstseen export` with the same options: it continues where it stopped.',
  },
  not_exported: {
    kind: 'usage',
    title: 'The documents in the cluster cannot answer this',
    solve:
      'Ask the index itself: the cluster has the tokens of records, and neither texts nor exposures.',
  },
  cluster_unavailable: {
    kind: 'busy',
    title: 'The cluster does not answer',
    solve: 'Check the address and the health of the cluster, then run the same command again.',
  },
} as const satisfies Record<string, ErrorRow>;
