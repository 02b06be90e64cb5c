// What a command was told to read: a run description, or files and how to read them.

import { IndexError } from '../errors.ts';
import { expectFormat, planSources } from '../formats/lines/source-plan.ts';
import { isLineFormat } from '../formats/registry.ts';
import type { BuildOptions } from '../indexer/build-options.ts';
import type { PlanOptions } from '../input/paths/plan-paths.ts';
import { type FeedPlan, planRun } from './plan-run.ts';
import type { Run } from './read-run.ts';

export type CorpusOptions = Pick<
  BuildOptions,
  'from' | 'format' | 'quoting' | 'run' | 'textField' | 'idField' | 'stepRule'
>;

export interface Corpus {
  /** Undefined: sources of lines, by options. */
  readonly run: Run | undefined;
  readonly plans: readonly FeedPlan[];
}

/** The sources in order; `onFolders` is told of folders that a glob matches. Throws as `planRun` and `requireRun` do. */
export async function planCorpus(
  options: CorpusOptions,
  onFolders?: PlanOptions['onFolders'],
): Promise<Corpus> {
  const run = await runOf(options);
  const plans = run === undefined ? planLines(options, onFolders) : planRun(run, onFolders);
  return { run, plans: await plans };
}

/** The run description that the options are, where they are one; else they are sources of lines. */
async function runOf(options: CorpusOptions): Promise<Run | undefined> {
  const { run, format, from = [] } = options;
  if (run !== undefined || format === undefined || isLineFormat(format)) return run;
  const description = {
    format,
    files: [...from],
    ...(options.textField !== undefined && { text_field: options.textField }),
    ...(options.idField !== undefined && { id_field: options.idField }),
    ...(options.quoting !== undefined && { quoting: options.quoting }),
    ...(options.stepRule !== undefined && { steps: options.stepRule }),
  };
  // The schema's library is loaded only where there is something to check by it.
  const { optionsAsRun, requireRun } = await import('./read-run.ts');
  const where = `${optionsAsRun} (format ${format})`;
  return { name: undefined, description: requireRun(description, where), folder: process.cwd() };
}

async function planLines(
  { from = [], format, quoting }: CorpusOptions,
  onFolders: PlanOptions['onFolders'],
): Promise<FeedPlan[]> {
  const isKnown = format !== undefined && isLineFormat(format);
  const plans = await planSources(from, {
    onFolders,
    ...(isKnown && { format }),
    ...(quoting !== undefined && { quoting }),
  });
  const takesQuoting = plans.some((plan) => expectFormat(plan)?.keys.includes('quoting'));
  if (quoting !== undefined && !takesQuoting) {
    throw new IndexError(
      'bad_argument',
      `--quoting ${quoting} is for CSV and TSV: expected files whose names end in .csv or .tsv, or --format csv or tsv; found none`,
      { found: quoting },
    );
  }
  return plans.map((plan) => ({ kind: 'lines', plan, epoch: 1 }));
}
