// The one format that this version reads and writes; others are refused with advice.

import { IndexError } from '../../errors.ts';
import { formatVersion } from './page-format.ts';

/** Throws `format_too_new` or `format_too_old` where a file has another format than ours. */
export function requireFormat(path: string, found: number): void {
  if (found === formatVersion) return;
  const details = { file: path, found, expected: formatVersion };
  if (found > formatVersion) {
    throw new IndexError(
      'format_too_new',
      `${path} has format ${found}; this firstseen reads format ${formatVersion}. Install a newer firstseen.`,
      details,
    );
  }
  throw new IndexError(
    'format_too_old',
    `${path} has format ${found}; this firstseen reads format ${formatVersion}. Build the index again from its sources, in another folder or after removing this one, or use the firstseen that built it. UPGRADING.md says which version reads which format.`,
    details,
  );
}
