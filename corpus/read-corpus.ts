// Options or a run description as a corpus: the one place that knows the defaults.

import { IndexError } from '../errors.ts';
import { expectFormat, planSources } from '../formats/lines/source-plan.ts';
import { formatNamed, formats, isLineFormat, type RunFormat } from '../formats/registry.ts';
import type { ConsumedAmount, Steps } from '../formats/run-description.ts';
import { hasLoggedSteps, holdsTokens } from '../formats/run-keys.ts';
import { placeFile } from '../formats/run-place.ts';
import type { Quoting } from '../formats/tables/quoting.ts';
import type { TextField } from '../input/lines/field-path.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import type { Looking } from '../input/paths/plan-paths.ts';
import type { ConsumedPart, Corpus, RunKeys } from './corpus.ts';
import { type FeedPlan, planRun } from './plan-run.ts';
import type { Run } from './read-run.ts';
import { decodeSteps } from './step-rule.ts';

export interface CorpusOptions {
  /** Paths, globs, `-`, urls; in training order. Not together with `run`. */
  readonly from?: readonly string[] | undefined;
  readonly format?: RunFormat | undefined;
  /** Of CSV and TSV among them: what quotation marks do. */
  readonly quoting?: Quoting | undefined;
  /** Instead of `from`, `format`, the fields and the step rule. */
  readonly run?: Run | undefined;
  readonly textField?: TextField | undefined;
  readonly idField?: string | undefined;
  /** The field whose values are facets. */
  readonly facetField?: string | undefined;
  /** Undefined: the index's own, or batches of 512 for a new one. */
  readonly stepRule?: Steps | undefined;
}

/** The rule of records whose steps a log says. */
const loggedSteps: Steps = { field: 'step' };
const defaults = { text_field: 'text', id_field: 'id', steps: { batch_size: 512 } } as const;

/** Throws as `planRun` and `requireRun` do, and the reason of the signal of `looking`. */
export async function readCorpus(options: CorpusOptions, looking: Looking = {}): Promise<Corpus> {
  const run = await describeOptions(options);
  return run === undefined
    ? fromOptions(options, await planLines(options, looking))
    : fromDescription(run, await planRun(run, looking));
}

/** The run description that the options are, where they are one; else they are sources of lines. */
async function describeOptions(options: CorpusOptions): Promise<Run | undefined> {
  const { run, format, from: files = [], quoting, stepRule: steps } = options;
  if (run !== undefined || format === undefined || isLineFormat(format)) return run;
  const { textField: text_field, idField: id_field, facetField: facet_field } = options;
  const all = { format, files, text_field, id_field, facet_field, quoting, steps };
  const description: unknown = JSON.parse(JSON.stringify(all));
  // The schema's library is loaded only where there is something to check by it.
  const { optionsAsRun, requireRun } = await import('./read-run.ts');
  const where = `${optionsAsRun} (format ${format})`;
  return { name: undefined, description: requireRun(description, where), folder: process.cwd() };
}

function fromDescription(run: Run, sources: readonly FeedPlan[]): Corpus {
  const { name = 'the options', description } = run;
  const { text_field, id_field, facet_field } = description;
  const steps = hasLoggedSteps(description) ? loggedSteps : description.steps;
  const { format, tokens_field, tokenizer } = description;
  const isText = formatNamed(formats, format).holds === 'text';
  const kept = {
    ...description,
    ...(isText && !tokens_field && { text_field: text_field ?? defaults.text_field }),
    ...(isText && { id_field: id_field ?? defaults.id_field }),
    steps: steps ?? defaults.steps,
  };
  const said = { text_field, id_field, facet_field, steps };
  return {
    ...{ where: name, origin: 'description', said, kept, sources },
    ...decodeKeys(kept, tokenizer === undefined ? undefined : placeFile(run, tokenizer)),
  };
}

function fromOptions(options: CorpusOptions, sources: readonly FeedPlan[]): Corpus {
  const { format, quoting, from: files, textField, idField, facetField, stepRule } = options;
  const { text_field, id_field, steps } = defaults;
  const said = {
    ...{ text_field: textField, id_field: idField, facet_field: facetField },
    steps: stepRule,
  };
  const kept = {
    ...{ format, quoting, files, text_field: textField ?? text_field },
    ...{ id_field: idField ?? id_field, steps: stepRule ?? steps },
    ...(facetField !== undefined && { facet_field: facetField }),
  };
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
      facetField: kept.facet_field,
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
  looking: Looking,
): Promise<FeedPlan[]> {
  const isKnown = format !== undefined && isLineFormat(format);
  const plans = await planSources(from, {
    ...looking,
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
