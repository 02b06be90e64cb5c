// The shards of a plan -> an index.

import type { AssembleSummary } from './answers/parts.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { rules } from './options/rules.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface AssembleOptions {
  /** The folder of all shards, that buildPart had as `out`. */
  readonly shards: string;
  /** The folder of the index. */
  readonly into: string;
  /** Take the parts from the first one on up to one that is missing (false); a later call adds the rest. */
  readonly follow?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

const assembleRules = {
  shards: rules.text,
  into: rules.text,
  follow: rules.flag,
  signal: rules.signal,
};

/**
 * Makes an index of the shards of the plan in `file`, in one commit. Where the index holds them already,
 * nothing is done. Rejects with `parts_missing` and `part_damaged`, whose details name the ranks to
 * build, and with `plan_invalid`, `step_backwards`, `output_exists`, `index_busy`.
 *
 * @example
 * await assembleIndex('plan.json', { shards: 'shards', into: 'my.idx' });
 */
export async function assembleIndex(
  file: string,
  options: AssembleOptions,
): Promise<AssembleSummary> {
  checkArgument(file, rules.text, 'assembleIndex');
  checkOptions(options, assembleRules, 'assembleIndex');
  return await withNamesLater(() => assemble(file, options));
}

/** The same with options that have been checked; messages name those of the command. */
export async function assemble(file: string, options: AssembleOptions): Promise<AssembleSummary> {
  const { shards, into, follow, signal } = options;
  const { assembleParts } = await import('../parts/assemble-parts.ts');
  const { readPlan } = await import('../parts/plan-file.ts');
  const plan = readPlan(file);
  return await unlessInterrupted(signal, () =>
    assembleParts(plan, {
      ...{ shards, into },
      ...(follow !== undefined && { follow }),
      ...(signal !== undefined && { signal }),
    }),
  );
}
