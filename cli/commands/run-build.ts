// `firstseen build`: one part of a plan, progress on stderr, a summary on stdout.

import { IndexError } from '../../errors.ts';
import type { PartSummary } from '../../library/answers/parts.ts';
import { makePart } from '../../library/build-part.ts';
import { listenForStop } from '../interrupt.ts';
import { defaultShards } from '../options/default-shards.ts';
import { showPartProgress } from '../progress/show-part.ts';
import { formatBytes, formatCount } from '../show/format-amounts.ts';
import { formatFacts } from '../show/format-table.ts';
import type { PartOptions } from './build-command.ts';

export async function runBuild(file: string, options: PartOptions): Promise<void> {
  const { rank = findRank(), out = defaultShards(file), json, quiet, ...limits } = options;
  const { workers, memory, commitEvery: commitEveryMs } = limits;
  using interrupt = listenForStop();
  using progress = showPartProgress(quiet === true);
  const summary = await makePart(file, {
    ...{ rank, out, workers, memory, commitEveryMs },
    ...{ signal: interrupt.signal, stop: interrupt.stop },
    ...{ onProgress: progress.onProgress, onEvent: progress.onEvent },
  });
  progress[Symbol.dispose]();
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : describe(summary));
}

/** Of the environment that a scheduler gives its tasks. */
function findRank(): number {
  for (const name of ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX']) {
    const value = process.env[name];
    if (value === undefined || value === '') continue;
    if (/^\d+$/.test(value)) return Number(value);
    throw new IndexError(
      'bad_argument',
      `the variable ${name}: expected a whole number from 0, found ${JSON.stringify(value)}`,
    );
  }
  throw new IndexError(
    'bad_argument',
    'expected --rank N, or the variable SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX; found none of them',
  );
}

function describe(summary: PartSummary): string {
  const { rank, directory, kept, records, tokens, segments, bytes, seconds } = summary;
  return formatFacts([
    ['part', `${rank}${kept ? ' (was built before)' : ''}`],
    ['folder', directory],
    ['records', formatCount(records)],
    ['tokens', formatCount(tokens)],
    ...(summary.skipped > 0
      ? [['skipped', formatCount(summary.skipped)] satisfies [string, string]]
      : []),
    ['segments', formatCount(segments)],
    ['bytes', formatBytes(bytes)],
    ['seconds', seconds.toFixed(1)],
  ]);
}
