// `firstseen info`: what is in an index.

import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { warn } from '../remarks/remark.ts';
import { showDescription } from '../show/show-description.ts';
import type { InfoOptions } from './info-command.ts';

export async function runInfo(directory: string, options: InfoOptions): Promise<void> {
  const { json, quiet = false } = options;
  using catalogue = Catalogue.openForReading(directory);
  const info = describeIndex(catalogue);
  const firstStep = catalogue.snapshot()?.segments[0]?.firstStep ?? 0;
  process.stdout.write(
    json ? `${JSON.stringify(info)}\n` : showDescription(info, { directory, firstStep }),
  );
  if (info.distinct_steps !== null || quiet) return;
  warn(
    `a segment cannot be read, so this is what the catalogue says: firstseen verify ${directory} names the damage`,
  );
}
