// Remarks on records that were asked for.

import { warn } from './remark.ts';

/** Sentences, as the server has them, in the form of the command line. */
export function warnOfRecords(remarks: readonly { readonly message: string }[]): void {
  for (const { message } of remarks) {
    warn(message.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, ''));
  }
}
