// What the shards say of themselves -> what the whole is, as GET /v1/index has it.

import { isDeepStrictEqual } from 'node:util';
import type { IndexDescription } from '../schemas/index-description.ts';
import type { JoinedShards } from './shard.ts';

/** As an index shows them. */
const shownSkips = 20;

/** Distinct values of a field do not add up: their number is known where the shards say them. */
export type JoinedDescription = Omit<IndexDescription, 'facets'> &
  Partial<Pick<IndexDescription, 'facets'>>;

/** `parts` are the descriptions of the shards of `joined`, in their order. */
export function mergeDescriptions(
  parts: readonly IndexDescription[],
  joined: JoinedShards,
): JoinedDescription {
  const [first] = parts;
  if (first === undefined) throw new Error('there is at least one shard');
  const sum = (read: (part: IndexDescription) => number) => {
    return parts.reduce((total, part) => total + read(part), 0);
  };
  const { format, analyzer, analyzer_version, unicode, resolution, facet, tokenizer } = first;
  return {
    ...{ format, analyzer, analyzer_version, unicode, resolution, facet },
    ...(first.facets === null && { facets: null }),
    ...(first.facets !== null && joined.facets && { facets: joined.facets.length }),
    snapshot: joined.snapshot,
    records: joined.records,
    tokens: sum(({ tokens }) => tokens),
    words: sum(({ words }) => words),
    first_step: joined.firstStep,
    steps: joined.lastStep,
    distinct_steps: countSteps(parts),
    model_tokens: addModelTokens(parts),
    segments: sum(({ segments }) => segments),
    bytes: { index: sum(({ bytes }) => bytes.index), text: sum(({ bytes }) => bytes.text) },
    skipped: {
      count: sum(({ skipped }) => skipped.count),
      first: parts.flatMap(({ skipped }) => skipped.first).slice(0, shownSkips),
    },
    empty: sum(({ empty }) => empty),
    repaired: sum(({ repaired }) => repaired),
    sources: parts.flatMap(({ sources }) => sources),
    cut: sum(({ cut }) => cut),
    blank: sum(({ blank }) => blank),
    run: joinRuns(parts),
    ...(tokenizer !== undefined && { tokenizer }),
  };
}

/** A step that goes on in the next shard is one. */
function countSteps(parts: readonly IndexDescription[]): number | null {
  let total = 0;
  let last: number | undefined;
  for (const { records, distinct_steps, first_step, steps } of parts) {
    if (distinct_steps === null) return null;
    if (records === 0) continue;
    total += distinct_steps - (first_step === last ? 1 : 0);
    last = steps;
  }
  return total;
}

/** Null: none counts them, or one cannot be read. */
function addModelTokens(parts: readonly IndexDescription[]): number | null {
  const filled = parts.filter(({ records }) => records > 0);
  if (filled.length === 0 || filled.some(({ model_tokens }) => model_tokens === null)) return null;
  return filled.reduce((total, { model_tokens }) => total + (model_tokens ?? 0), 0);
}

/** One run over the files of all, or the runs of the shards where more than files differs. */
function joinRuns(parts: readonly IndexDescription[]): IndexDescription['run'] {
  const runs = parts.map(({ run }) => run);
  const [first, ...others] = runs.map(({ files: _, ...rest }) => rest);
  if (!others.every((run) => isDeepStrictEqual(run, first))) return { shards: runs };
  const files = runs.flatMap(({ files = [] }) => files);
  return files.length === 0 ? { ...runs[0] } : { ...runs[0], files };
}
