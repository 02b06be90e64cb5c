// A corpus -> a plan of it in parts, written to a file.

import type { PlannedParts } from './answers/parts.ts';
import type { BuildEvent } from './build-index.ts';
import { type CorpusQuestion, corpusRules } from './corpus-question.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { oneOf, rules } from './options/rules.ts';
import { readCorpusQuestion } from './read-corpus-question.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface PlanOptions extends CorpusQuestion {
  /** How many parts. */
  readonly parts: number;
  /** As in buildIndex; all parts have the same. */
  readonly analyzer?: 'words' | 'cased' | 'ids' | undefined;
  readonly resolution?: 'record' | 'step' | undefined;
  readonly text?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of what a person might want to know: `source-whole`, `plan-replaced`, ... */
  readonly onEvent?: ((event: BuildEvent) => void) | undefined;
}

const planRules = {
  ...corpusRules,
  parts: rules.count,
  analyzer: oneOf(['words', 'cased', 'ids']),
  resolution: oneOf(['record', 'step']),
  text: rules.flag,
  signal: rules.signal,
  onEvent: rules.call,
};

/**
 * Plans a corpus in contiguous parts and writes the plan to `file`. The same corpus and options give the
 * same bytes. Rejects as buildIndex does before its first record, and with
 * `output_exists` where the file is there and is not a plan. Another plan is replaced (`plan-replaced`).
 *
 * @example
 * const { digest } = await planCorpus('plan.json', { from: 'corpus/*.jsonl', batchSize: 512, parts: 8 });
 */
export async function planCorpus(file: string, options: PlanOptions): Promise<PlannedParts> {
  checkArgument(file, rules.text, 'planCorpus');
  checkOptions(options, planRules, 'planCorpus');
  return await withNamesLater(() => writePlan(file, options));
}

/** The same with options that have been checked; messages name those of the command. */
export async function writePlan(file: string, options: PlanOptions): Promise<PlannedParts> {
  const { parts, analyzer, resolution, text, signal, onEvent, onBadRecord, ...corpus } = options;
  const read = await readCorpusQuestion(corpus, 'planCorpus');
  const { planParts } = await import('../parts/plan-parts.ts');
  const { describePlan, requirePlanPlace, writePlanFile } = await import('../parts/write-plan.ts');
  requirePlanPlace(file);
  const plan = await unlessInterrupted(signal, () =>
    planParts({
      ...{ ...read, parts },
      ...(onBadRecord !== undefined && { onBadRecord }),
      ...(analyzer !== undefined && { analyzer }),
      ...(resolution !== undefined && { resolution }),
      ...(text === false && { storesText: false }),
      ...(signal !== undefined && { signal }),
      onEvent: (event) => onEvent?.({ ...event }),
    }),
  );
  if (writePlanFile(file, plan)) onEvent?.({ kind: 'plan-replaced', file });
  return describePlan(plan);
}
