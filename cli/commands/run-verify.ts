// `firstseen verify`: reads everything and lists what is damaged; exit code 3 if anything is.

import { IndexError } from '../../errors.ts';
import { checkFolder } from '../../library/snapshots/check-folder.ts';
import { showCheckProgress } from '../progress/show-amounts.ts';
import type { VerifyOptions } from './verify-command.ts';

export async function runVerify(directory: string, options: VerifyOptions): Promise<void> {
  using progress = showCheckProgress(options.quiet === true);
  const damage = checkFolder(directory, progress.onProgress);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ok: damage.length === 0, damage })}\n`);
  } else if (options.quiet !== true) {
    for (const { file, section, found } of damage) {
      process.stdout.write(`${file}: ${section}: ${found}\n`);
    }
    if (damage.length === 0)
      process.stdout.write(`${directory} is whole: every byte was read and checked\n`);
  }
  const [first] = damage;
  if (first === undefined) return;
  throw new IndexError(
    'index_damaged',
    `${damage.length} ${damage.length === 1 ? 'place' : 'places'} of ${directory} damaged, the first in ${first.file}, ${first.section}. Restore the files from a copy or build the index again.`,
    { file: first.file, section: first.section },
  );
}
