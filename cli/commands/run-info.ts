// `firstseen info`: what is in an index.

import { describeFolder } from '../../library/snapshots/describe-folder.ts';
import { warn } from '../remarks/remark.ts';
import { showDescription } from '../show/show-description.ts';
import type { InfoOptions } from './info-command.ts';

export async function runInfo(directory: string, options: InfoOptions): Promise<void> {
  const { json, quiet = false } = options;
  const info = describeFolder(directory);
  process.stdout.write(json ? `${JSON.stringify(info)}\n` : showDescription(info, directory));
  if (info.distinct_steps !== null || quiet) return;
  warn(
    `a segment cannot be read, so this is what the catalogue says: firstseen verify ${directory} names the damage`,
  );
}
