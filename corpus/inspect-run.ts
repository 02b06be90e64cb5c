// A record of a run as the model saw it, without an index: the way to check a run description
// before indexing for hours.
//
// Goes through the run from its start, as a build does, and stops at the record. Rows before it are
// not read where its step does not depend on them.

import { IndexError } from '../errors.ts';
import { countWords } from './count-words.ts';
import { readCorpus } from './read-corpus.ts';
import type { Run } from './read-run.ts';
import type { WalkedRecord } from './walk.ts';
import { walkCorpus } from './walk-corpus.ts';

/** One record with everything that a run description decides about it. */
export interface InspectedRecord {
  readonly rank: number;
  readonly step: number;
  readonly id: string | null;
  readonly source: string;
  /** Line, element, document or row of the source, from 1 on. */
  readonly line: number;
  readonly epoch: number;
  /** Its text between boundaries that no phrase crosses. */
  readonly parts: readonly string[];
  readonly words: number;
  /** null: without a tokenizer nobody knows. */
  readonly model_tokens: number | null;
  /** Something was cut off its end. */
  readonly cut: boolean;
}

/**
 * The record of rank `rank` (from 0 on). Throws `bad_argument` where the run has fewer records, and
 * the errors of a build for the records before it.
 */
export async function inspectRun(
  run: Run,
  rank: number,
  signal: AbortSignal,
): Promise<InspectedRecord> {
  const corpus = await readCorpus({ run }, { signal });
  await using records = walkCorpus(corpus, { fromRank: rank, signal });
  const { done, value } = await records.next();
  if (!done) return describe(value);
  throw new IndexError(
    'bad_argument',
    `the run has ${value} records, but rank ${rank} was asked for: expected a rank below ${value}, as ranks count from 0`,
    { found: rank, expected: value },
  );
}

function describe({ record, parts, ...place }: WalkedRecord): InspectedRecord {
  const { rank, step, source, line, epoch } = place;
  return {
    ...{ rank, step, id: record.id, source, line, epoch, parts },
    words: countWords(record).words,
    model_tokens: record.modelTokens ?? null,
    cut: record.isCut === true,
  };
}
