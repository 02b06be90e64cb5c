// Remarks on records that were asked for: there is none, or the index does not have all of them.

import type { Snapshot } from '../../store/snapshot.ts';
import { remark, warn } from './remark.ts';

export function warnOfNoRecord(none: { readonly message: string } | undefined): void {
  if (none !== undefined)
    warn(none.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, ''));
}

/** Says what an index does not keep of its records. */
export function warnOfLackingTexts({ settings, resolution }: Snapshot): void {
  if (resolution === 'step') {
    remark('this index was built with --resolution step: it keeps neither ids nor texts');
  } else if (!settings.storesText) {
    remark('this index was built with --no-text: its records are printed without texts');
  }
}
