// The lines before and behind the answers of a shard, by which they are merged (merge-answer-files.ts).

import { IndexError } from '../../errors.ts';
import type { ShardEnd, ShardHeader } from '../../schemas/shard-answers.ts';
import type { FullQuestion } from '../questions/full-question.ts';
import type { PhrasePlan } from '../questions/phrase-plan.ts';
import type { SearchPlan } from '../questions/search-plan.ts';
import { describeFolder } from '../snapshots/describe-folder.ts';
import type { OpenSnapshot } from '../snapshots/open-snapshot.ts';

/** Which of how many shards, from 1 on. */
export interface ShardNumber {
  readonly number: number;
  readonly of: number;
}

interface AskedShard extends ShardNumber {
  readonly directory: string;
  readonly snapshot: OpenSnapshot;
}

interface AskedPhrases extends AskedShard {
  readonly question: FullQuestion;
  readonly plan: PhrasePlan;
}

interface AskedQueries extends AskedShard {
  readonly question: FullQuestion;
  readonly plan: SearchPlan;
}

/**
 * Throws `bad_argument` for a question whose answers do not add up: contexts, and a timeline whose ends
 * each shard would choose by itself.
 */
export function phrasesHeader({ question, plan, ...asked }: AskedPhrases): string {
  const { at, checkpoints, lastAt, recordsAt, edges, records, byFacet, contexts } = plan.parts;
  if (contexts > 0) throw notMerged('contexts are not merged: expected no --contexts');
  requireEnds(question, edges);
  return shardHeader(asked, {
    ...{ at, checkpoints, last_at: lastAt, records_at: recordsAt, records },
    ...{ edges: edges ?? null, by_facet: byFacet !== undefined },
  });
}

/** The same for the answers of searches, whose contexts are those of the first shards. */
export function queriesHeader({ question, plan, ...asked }: AskedQueries): string {
  const { at, edges, byFacet } = plan.parts;
  requireEnds(question, edges);
  const parts = { at, edges: edges ?? null, by_facet: byFacet !== undefined };
  return shardHeader(asked, { ...parts, contexts: question.contexts ?? 0 }, 'queries');
}

/** `question` has to be the same in all shards. Throws `index_busy`. */
export function shardHeader(
  { number, of, directory, snapshot }: AskedShard,
  question: ShardHeader['shard']['question'],
  asked?: ShardHeader['shard']['asked'],
): string {
  const found = describeFolder(directory, snapshot);
  const { analyzer, analyzer_version, unicode, resolution, facet, facets, tokenizer } = found;
  const { snapshot: name, first_step, steps, bytes, sources } = found;
  if (name !== snapshot.name) {
    throw new IndexError('index_busy', 'the index got a new commit at the start: ask again');
  }
  const header: ShardHeader = {
    shard: {
      ...{ number, of },
      ...(asked !== undefined && { asked }),
      question,
      index: {
        ...{ analyzer, analyzer_version, unicode, resolution, facet, facets },
        ...(tokenizer !== undefined && { tokenizer }),
        ...{ snapshot: name, records: found.records, first_step, steps, bytes },
        sources: sources.map(({ name }) => ({ name })),
        run: { steps: found.run['steps'] },
        ...(question['by_facet'] === true && { facet_values: [...snapshot.facetValues] }),
      },
    },
  };
  return `${JSON.stringify(header)}\n`;
}

export function shardEnd(answers: number): string {
  const end: ShardEnd = { end: { answers } };
  return `${JSON.stringify(end)}\n`;
}

/** The edges of a timeline. */
function requireEnds(
  { fromStep, toStep }: FullQuestion,
  edges: readonly number[] | undefined,
): void {
  if (edges === undefined || (fromStep !== undefined && toStep !== undefined)) return;
  throw notMerged(
    'a timeline needs the same ends in all shards: expected --from-step and --to-step with it, the first and the last step of the whole corpus',
  );
}

function notMerged(found: string): IndexError {
  return new IndexError('bad_argument', `--shard: ${found}`);
}
