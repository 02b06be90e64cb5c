// From a run description to what is fed, in order. Several epochs are the same sources over again.

import { statSync } from 'node:fs';
import { IndexError } from '../errors.ts';
import { type DataPlan, planData } from '../formats/plan-data.ts';
import { explainMissing, placeFile } from '../formats/run-place.ts';
import type { Looking } from '../input/paths/plan-paths.ts';
import { unreadable } from '../input/paths/unreadable.ts';
import type { Run } from './read-run.ts';

/** Sources of a run, epochs counted: their plans are held in memory. */
const maxSources = 1 << 22;

export type FeedPlan = DataPlan & { readonly epoch: number };

/** Throws `input_not_found`, `shard_missing`, `bad_argument`, `run_invalid` and `source_unreadable`. */
export async function planRun(run: Run, looking: Looking = {}): Promise<FeedPlan[]> {
  const { epochs = 1, files } = run.description;
  requireBeside(run);
  const once = await planData(run, looking);
  const max = Math.floor(maxSources / Math.max(1, once.length));
  if (epochs > max) {
    throw new IndexError(
      'run_invalid',
      `key epochs: expected ${max} or less with ${once.length} sources, because each epoch of a source is a source of the index, of which a run has at most ${maxSources}; found ${epochs}`,
      { key: 'epochs', found: epochs, expected: max },
    );
  }
  const plans: FeedPlan[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const plan of once) plans.push({ ...plan, epoch });
  }
  const isStream = once.some((one) => one.kind === 'lines' && one.plan.sizeBytes === undefined);
  if (isStream && epochs > 1 && files.includes('-')) {
    throw new IndexError('run_invalid', 'key epochs: standard input can be read only once');
  }
  return plans;
}

/** The name of the source, as its row in the catalogue has it. */
export function nameOfPlan(plan: FeedPlan): string {
  return plan.kind === 'lines' ? plan.plan.name : plan.spec.name;
}

/** The files besides those of records have to be there too: the tokenizer and the order. */
function requireBeside(run: Run): void {
  const { tokenizer, order } = run.description;
  const named = (order?.files ?? []).map((file, i) => ({ file, key: `order.files[${i}]` }));
  for (const [set, files] of (order?.datasets ?? []).entries()) {
    for (const [i, file] of files.entries())
      named.push({ file, key: `order.datasets[${set}][${i}]` });
  }
  if (tokenizer !== undefined) named.push({ file: tokenizer, key: 'tokenizer' });
  for (const { file, key } of named) {
    const place = placeFile(run, file);
    try {
      statSync(place.path);
    } catch (cause) {
      throw explainMissing(run, { key }, unreadable(place.name, cause));
    }
  }
}
