// `firstseen dose`: a split with checkpoints and results -> accuracy against exposures.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import { measureDosesOfSets } from '../../library/curves/doses-of-sets.ts';
import { requireFreeFolder } from '../../library/rows/output-folder.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { readWithProgress } from '../read/read-with-progress.ts';
import { remarkWritten } from '../remarks/remark.ts';
import { showDoses } from '../show/show-doses.ts';
import type { DoseOptions } from './dose-command.ts';

export async function runDose(options: DoseOptions): Promise<void> {
  const { out, at, quiet = false } = options;
  const top = requirePower(options.top);
  await requireFreeFolder(out);
  using interrupt = listenForInterrupt();
  const { signal } = interrupt;
  await unlessInterrupted(signal, async () => {
    const read = await readWithProgress(options, { signal, withCounts: true });
    using progress = showCountProgress(quiet, { doing: 'testing', unit: 'sets' });
    const onProgress = async (told: { readonly done: number; readonly total: number }) => {
      progress.onProgress(told);
      await nextTurn(); // so that Ctrl-C is heard
    };
    const doses = await measureDosesOfSets(read, { at, top, signal, onProgress });
    progress[Symbol.dispose]();
    if (out !== undefined) await doses.write(out);
    const lines = () => doses.lines().map((line) => `${JSON.stringify(line)}\n`);
    process.stdout.write(options.json ? lines().join('') : showDoses(doses.doses));
    if (out !== undefined && !quiet) remarkWritten(out);
  });
}

/** The last range begins at a power of two, as those before it double. */
function requirePower(top: number): number {
  if (Number.isInteger(Math.log2(top))) return top;
  throw new IndexError(
    'bad_argument',
    `--top ${top}: expected a power of two, such as 64, because the ranges before it double`,
  );
}
