// One part of a plan -> its shard.

import type { PartSummary } from './answers/parts.ts';
import type { BuildEvent, BuildProgress } from './build-index.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { readBytes, rules } from './options/rules.ts';

export interface PartOptions {
  /** Which part, from 0 on. */
  readonly rank: number;
  /** The folder of all shards. */
  readonly out: string;
  readonly workers?: number | undefined;
  readonly memory?: number | string | undefined;
  readonly commitEveryMs?: number | undefined;
  /** Stops the build at its last commit: it rejects with `part_interrupted`, and goes on when called again. */
  readonly signal?: AbortSignal | undefined;
  /** The same once what has been read is committed. */
  readonly stop?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
  readonly onEvent?: ((event: BuildEvent) => void) | undefined;
}

const partRules = {
  rank: rules.number,
  out: rules.text,
  workers: rules.count,
  memory: {
    expected: 'bytes, or a text as "4G"',
    holds: (value: unknown) => rules.count.holds(value) || rules.text.holds(value),
  },
  commitEveryMs: rules.count,
  signal: rules.signal,
  stop: rules.signal,
  onProgress: rules.call,
  onEvent: rules.call,
};

/**
 * Builds one part of the plan in `file`, or finds that it is there. Several calls for one part may run at
 * once, on several machines: the first that comes to its end wins. Rejects with `plan_invalid`,
 * `source_changed`, `part_interrupted`, and what buildIndex does.
 *
 * @example
 * await buildPart('plan.json', { rank: 0, out: 'shards' });
 */
export async function buildPart(file: string, options: PartOptions): Promise<PartSummary> {
  checkArgument(file, rules.text, 'buildPart');
  checkOptions(options, partRules, 'buildPart');
  return await withNamesLater(() => makePart(file, options));
}

/** The same with options that have been checked; messages name those of the command. */
export async function makePart(file: string, options: PartOptions): Promise<PartSummary> {
  const started = performance.now();
  const { rank, out, memory, workers, commitEveryMs, signal, stop, onProgress, onEvent } = options;
  const parts = await import('../parts/build-part.ts');
  const { readPlan } = await import('../parts/plan-file.ts');
  const { shard, directory, isKept } = await parts.buildPart(readPlan(file), {
    ...{ rank, out },
    ...(workers !== undefined && { workers }),
    ...(memory !== undefined && { memoryBytes: readBytes(memory, 'buildPart: memory') }),
    ...(commitEveryMs !== undefined && { commitEveryMs }),
    ...(signal !== undefined && { signal }),
    ...(stop !== undefined && { stop }),
    onEvent: (event) => {
      if (event.kind === 'progress') onProgress?.(event);
      else onEvent?.({ ...event });
    },
  });
  return {
    ...{ rank, directory, kept: isKept, records: shard.records, tokens: shard.tokens },
    ...{ model_tokens: shard.modelTokens, skipped: shard.skipped },
    segments: shard.segments.length,
    bytes: shard.files.reduce((sum, { byteLength }) => sum + byteLength, 0),
    seconds: Math.round(performance.now() - started) / 1000,
  };
}
