// All bytes of an index, read and checked.

import { type Damage, verifyIndex } from '../../store/verify-index.ts';

/**
 * The damage of the index, none if it is whole; `onProgress` is told after each file. Throws where there is
 * no index to check: `index_not_found`, `not_an_index`, `format_too_new`, `format_too_old`.
 */
export function checkFolder(
  directory: string,
  onProgress: (progress: { readonly bytes: number; readonly totalBytes: number }) => void,
): Damage[] {
  return [...verifyIndex(directory, onProgress)];
}
