// `firstseen split --shard K/N`: the exposures of the phrases of pairs in one shard, as JSON lines.

import { IndexError } from '../../errors.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { writeShardExposures } from '../../library/splits/shard-exposures.ts';
import { printText } from '../print-text.ts';
import { warnOfUnicode } from '../remarks/question-remarks.ts';
import type { SplitOptions } from './split-command.ts';
import { chooseSampling, readAskedCheckpoints, readSets, requireSteps } from './split-input.ts';

export async function runShardSplit(
  directory: string | undefined,
  options: SplitOptions,
): Promise<void> {
  const { shard, minCount, quiet = false } = options;
  if (directory === undefined || shard === undefined) {
    throw new IndexError('bad_argument', 'no index: expected the folder of the shard first');
  }
  const asked = await readAskedCheckpoints(options);
  const checkpoints = asked && requireSteps(asked).map(({ step }) => step);
  if (options.at === undefined && checkpoints === undefined) {
    throw new IndexError(
      'bad_argument',
      '--shard: expected --at or --checkpoints with it, as the last step of a shard is not that of the whole',
    );
  }
  using snapshot = OpenSnapshot.open(directory);
  if (!quiet) warnOfUnicode(snapshot);
  const sets = await readSets(options);
  const rising = checkpoints?.toSorted((one, other) => one - other);
  const at = options.at ?? rising?.slice(-1);
  const question = { at, checkpoints: rising, minCount, sampling: chooseSampling(options) };
  for await (const lines of writeShardExposures(sets, {
    ...shard,
    directory,
    snapshot,
    question,
  })) {
    await printText(lines);
  }
}
