// The error of a name in the cluster that is not that of an export of this index.

import { IndexError } from '../../errors.ts';

/** `found`: a clause with a subject: "it has ...". */
export function mismatch(index: string, found: string): IndexError {
  return new IndexError(
    'export_mismatch',
    `${index} in the cluster: ${found}. Give another --name, or delete it in the cluster first.`,
    { found: index },
  );
}
