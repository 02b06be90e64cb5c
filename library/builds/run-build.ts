// A corpus -> an index, as the command and the calls of a program start it.
//
// The indexer is loaded by the first build. Threads may be started before, so that they load their modules
// meanwhile.

import { availableParallelism } from 'node:os';
import type {
  BuildEvent as IndexerEvent,
  BuildOptions as IndexerOptions,
} from '../../indexer/build-options.ts';
import { startEarly } from '../../indexer/workers/build-threads.ts';
import type { BuildSummary } from '../answers/summary.ts';
import type { CorpusQuestion } from '../corpus-question.ts';
import { readCorpusQuestion } from '../read-corpus-question.ts';

/** What a build tells while it goes. */
export type BuildNews = IndexerEvent;

interface BuildQuestion {
  readonly analyzer?: 'words' | 'cased' | 'ids' | undefined;
  readonly resolution?: 'record' | 'step' | undefined;
  readonly onBadRecord?: 'fail' | 'skip' | undefined;
  readonly workers?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly commitEveryMs?: number | undefined;
  /** False: texts are not stored. */
  readonly text?: boolean | undefined;
  /** False: small segments are not merged. */
  readonly merge?: boolean | undefined;
  readonly again?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BuildNews) => void) | undefined;
}

/** Of a build with more workers the others start when it is known that they are needed. */
const maxEarlyThreads = 2;

/** Starts threads of a build that is to come, of so many workers or one for each core. */
export function startBuildThreads(workers = availableParallelism()): void {
  startEarly(Math.min(workers, maxEarlyThreads));
}

/** `call` is the name that errors of the corpus have. Throws what the indexer throws. */
export async function runBuild(
  directory: string,
  corpus: CorpusQuestion,
  { call, ...question }: BuildQuestion & { readonly call: string },
): Promise<BuildSummary> {
  const { analyzer, resolution, onBadRecord, workers, memoryBytes, commitEveryMs } = question;
  const { signal, onEvent } = question;
  const options: IndexerOptions = {
    ...(await readCorpusQuestion(corpus, call)),
    ...(onBadRecord !== undefined && { onBadRecord }),
    ...(analyzer !== undefined && { analyzer }),
    ...(resolution !== undefined && { resolution }),
    ...(workers !== undefined && { workers }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(commitEveryMs !== undefined && { commitEveryMs }),
    ...(question.text === false && { storesText: false }),
    ...(question.merge === false && { merges: false }),
    ...(question.again === true && { again: true }),
    ...(signal !== undefined && { signal }),
    ...(onEvent !== undefined && { onEvent }),
  };
  const { buildIndex } = await import('../../indexer/build-index.ts');
  return await buildIndex(directory, options);
}
