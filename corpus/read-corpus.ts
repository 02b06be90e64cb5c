// Options or a run description as a corpus: the one place that knows the defaults.

import { IndexError } from '../errors.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import {
  formatOfName,
  isTableFormat,
  type PlanOptions,
  planSources,
} from '../input/paths/plan-sources.ts';
import type { ConsumedAmount, Steps } from '../schemas/run.ts';
import {
  type Quoting,
  type RunFormat,
  type TextField,
  tokenFormats,
} from '../schemas/run-formats.ts';
import { holdsTokens } from '../schemas/run-keys.ts';
import type { ConsumedPart, Corpus, RunKeys } from './corpus.ts';
import { type FeedPlan, isLineFormat, placeOf, planRun } from './plan-run.ts';
import type { Run } from './read-run.ts';
import { decodeSteps } from './step-rule.ts';

export interface CorpusOptions {
  /** Paths, globs, `-`, urls; in training order. Not together with `run`. */
  readonly from?: readonly string[];
  readonly format?: RunFormat;
  /** Of CSV and TSV among them: what quotation marks do. */
  readonly quoting?: Quoting;
  /** Instead of `from`, `format`, the fields and the step rule. */
  readonly run?: Run;
  readonly textField?: TextField;
  readonly idField?: string;
  /** Undefined: the index's own, or batches of 512 for a new one. */
  readonly stepRule?: Steps;
}

const defaults = { text_field: 'text', id_field: 'id', steps: { batch_size: 512 } } as const;

/** `onFolders` is told of folders that a glob matches. Throws as `planRun` and `requireRun` do. */
export async function readCorpus(
  options: CorpusOptions,
  onFolders?: PlanOptions['onFolders'],
): Promise<Corpus> {
  const run = await describeOptions(options);
  return run === undefined
    ? corpusOfLines(options, await planLines(options, onFolders))
    : corpusOfRun(run, await planRun(run, onFolders));
}

/** The run description that the options are, where they are one; else they are sources of lines. */
async function describeOptions(options: CorpusOptions): Promise<Run | undefined> {
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

function corpusOfRun(run: Run, sources: readonly FeedPlan[]): Corpus {
  const { name = 'the options', description } = run;
  const { text_field, id_field, steps, format, tokens_field, tokenizer } = description;
  const hasFields = !(tokenFormats as readonly string[]).includes(format);
  const kept = {
    ...description,
    ...(hasFields && !tokens_field && { text_field: text_field ?? defaults.text_field }),
    ...(hasFields && { id_field: id_field ?? defaults.id_field }),
    steps: steps ?? defaults.steps,
  };
  return {
    where: name,
    origin: 'description',
    said: { text_field, id_field, steps },
    kept,
    ...decodeKeys(kept, tokenizer === undefined ? undefined : placeOf(run, tokenizer)),
    sources,
  };
}

function corpusOfLines(options: CorpusOptions, sources: readonly FeedPlan[]): Corpus {
  const { format, quoting, from: files, textField: text_field, idField: id_field } = options;
  const { stepRule: steps } = options;
  const kept = {
    ...(format !== undefined && { format }),
    ...(quoting !== undefined && { quoting }),
    ...(files !== undefined && { files }),
    text_field: text_field ?? defaults.text_field,
    id_field: id_field ?? defaults.id_field,
    steps: steps ?? defaults.steps,
  };
  const said = { text_field, id_field, steps };
  return {
    ...{ where: 'the options', origin: 'options', said, kept, sources },
    ...decodeKeys(kept, undefined),
  };
}

function decodeKeys(
  kept: RunKeys,
  tokenizer: NamedPath | undefined,
): Pick<Corpus, 'steps' | 'reading' | 'consumed'> {
  const { text_field, id_field, steps } = { ...defaults, ...kept };
  return {
    steps: decodeSteps(steps),
    reading: {
      textField: text_field,
      idField: id_field,
      holdsTokens: holdsTokens(kept),
      tokenizer,
      truncate: kept.truncate,
      endOfDocument: kept.end_of_document,
    },
    consumed: decodeConsumed(kept.consumed),
  };
}

function decodeConsumed({ records, steps }: ConsumedAmount = {}): ConsumedPart | undefined {
  if (records !== undefined) return { key: 'records', amount: records };
  return steps === undefined ? undefined : { key: 'steps', amount: steps };
}

async function planLines(
  { from = [], format, quoting }: CorpusOptions,
  onFolders: PlanOptions['onFolders'],
): Promise<FeedPlan[]> {
  const isKnown = format !== undefined && isLineFormat(format);
  const plans = await planSources(from, { onFolders, ...(isKnown && { format }) });
  if (quoting === undefined) return plans.map((plan) => ({ kind: 'lines', plan, epoch: 1 }));
  if (!plans.some((plan) => isTableFormat(plan.format ?? formatOfName(plan)))) {
    throw new IndexError(
      'bad_argument',
      `--quoting ${quoting} is for CSV and TSV: expected files whose names end in .csv or .tsv, or --format csv or tsv; found none`,
      { found: quoting },
    );
  }
  return plans.map((plan) => ({ kind: 'lines', plan: { ...plan, quoting }, epoch: 1 }));
}
