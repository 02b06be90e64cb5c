// A corpus -> an index, with options as a program gives them.

import type { BuildSummary } from './answers/summary.ts';
import type { BuildNews } from './builds/run-build.ts';
import { type CorpusQuestion, corpusRules } from './corpus-question.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { oneOf, readBytes, rules } from './options/rules.ts';

export interface BuildOptions extends CorpusQuestion {
  /** `words` (default), `cased`, or `ids` of token files. An index keeps its own. */
  readonly analyzer?: 'words' | 'cased' | 'ids' | undefined;
  /** `step`: exposures have steps and no records, in a much smaller index without texts. */
  readonly resolution?: 'record' | 'step' | undefined;
  /** Store the texts, for contexts (true). */
  readonly text?: boolean | undefined;
  /** Threads; by default one for each core. */
  readonly workers?: number | undefined;
  /** Memory of all threads: bytes, or as in "4G". */
  readonly memory?: number | string | undefined;
  /** Milliseconds without a commit after which what is ready is committed (60,000). */
  readonly commitEveryMs?: number | undefined;
  /** Merge small segments (true). */
  readonly merge?: boolean | undefined;
  /** Feed sources a second time that the index holds. */
  readonly again?: boolean | undefined;
  /** Stops the build at its last commit: it rejects with `interrupted`, and goes on when called again. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
  /** Told of what a person might want to know: `source-skipped`, `record-skipped`, `commit`, ... */
  readonly onEvent?: ((event: BuildEvent) => void) | undefined;
}

/** Of this call. */
export interface BuildProgress {
  readonly records: number;
  readonly tokens: number;
  /** Of text, read. */
  readonly bytes: number;
  /** From 0 to 1; undefined: not known. */
  readonly done: number | undefined;
  /** About the last one read; undefined: not known yet. */
  readonly step: number | undefined;
}

/** Plain data; more kinds may come. */
export interface BuildEvent {
  readonly kind: string;
  readonly [key: string]: unknown;
}

const buildRules = {
  ...corpusRules,
  analyzer: oneOf(['words', 'cased', 'ids']),
  resolution: oneOf(['record', 'step']),
  text: rules.flag,
  workers: rules.count,
  memory: { expected: 'bytes, or a text as "4G"', holds: isMemory },
  commitEveryMs: rules.count,
  merge: rules.flag,
  again: rules.flag,
  signal: rules.signal,
  onProgress: rules.call,
  onEvent: rules.call,
};

function isMemory(value: unknown): boolean {
  return rules.count.holds(value) || rules.text.holds(value);
}

/**
 * Builds an index in `directory`, or appends to the one there. Resolves to the summary of
 * `firstseen index --json`, once all is committed. Rejects with a FirstseenError, the index then
 * standing at its last commit: `bad_argument`, `input_not_found`, `index_busy`, `interrupted`, and others
 * of docs/problems.md.
 *
 * @example
 * const { records, steps } = await buildIndex('brown.idx', { from: 'corpus/*.jsonl', batchSize: 512 });
 */
export async function buildIndex(directory: string, options: BuildOptions): Promise<BuildSummary> {
  checkArgument(directory, rules.text, 'buildIndex');
  checkOptions(options, buildRules, 'buildIndex');
  return await withNamesLater(() => build(directory, options));
}

async function build(directory: string, options: BuildOptions): Promise<BuildSummary> {
  const { memory, workers, analyzer, resolution, commitEveryMs, onBadRecord } = options;
  const { text, merge, again, signal } = options;
  const memoryBytes = memory === undefined ? undefined : readBytes(memory, 'buildIndex: memory');
  const { runBuild } = await import('./builds/run-build.ts');
  return await runBuild(directory, pickCorpus(options), {
    ...{ call: 'buildIndex', memoryBytes, workers, analyzer, resolution, commitEveryMs },
    ...{ onBadRecord, text, merge, again, signal, onEvent: tell(options) },
  });
}

function pickCorpus(options: BuildOptions): CorpusQuestion {
  const { from, run, format, quoting, textField, idField, facetField } = options;
  const { batchSize, stepField, stepFormat } = options;
  const fields = { from, run, format, quoting, textField, idField, facetField };
  return { ...fields, batchSize, stepField, stepFormat };
}

function tell({ onProgress, onEvent }: BuildOptions): (event: BuildNews) => void {
  return (event) => {
    if (event.kind !== 'progress') return onEvent?.({ ...event });
    const { records, tokens, bytes, done, step } = event;
    onProgress?.({ records, tokens, bytes, done, step });
  };
}
