// The options that say what a corpus is, as `index` and `scan` take them.

import type { CorpusOptions } from '../corpus/read-corpus.ts';
import { IndexError } from '../errors.ts';
import type { RunFormat } from '../formats/registry.ts';
import type { Quoting } from '../formats/tables/quoting.ts';
import type { TextField } from '../input/lines/field-path.ts';
import type { StepFormat } from '../input/lines/step-value.ts';

export interface CorpusFlags {
  readonly from?: string[];
  readonly run?: string;
  readonly batchSize?: number;
  readonly stepField?: string;
  readonly stepFormat?: StepFormat;
  readonly textField?: TextField;
  readonly idField?: string;
  readonly format?: RunFormat;
  readonly quoting?: Quoting;
}

/** Reads the run description where one is named, and loads the schema's library only then. */
export async function readCorpusFlags(flags: CorpusFlags): Promise<CorpusOptions> {
  const { from, run, format, quoting, textField, idField } = flags;
  const { batchSize, stepField, stepFormat } = flags;
  if (stepFormat !== undefined && stepField === undefined) {
    throw new IndexError(
      'bad_argument',
      `--step-format ${stepFormat} says how --step-field reads: expected --step-field FIELD with it`,
    );
  }
  const byField = stepField === undefined ? undefined : { field: stepField };
  const bySize = batchSize === undefined ? undefined : { batch_size: batchSize };
  return {
    ...{ from, format, quoting, textField, idField },
    run: run === undefined ? undefined : (await import('../corpus/read-run.ts')).readRun(run),
    stepRule: byField && stepFormat ? { ...byField, format: stepFormat } : (byField ?? bySize),
  };
}
