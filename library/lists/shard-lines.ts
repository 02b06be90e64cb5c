// The lines before and behind the answers of a shard, by which they are merged (merge-answer-files.ts).

import { IndexError } from '../../errors.ts';
import type { ShardEnd, ShardHeader } from '../../schemas/shard-answers.ts';
import type { FullQuestion } from '../questions/full-question.ts';
import type { PhrasePlan } from '../questions/phrase-plan.ts';
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
  readonly question: FullQuestion;
  readonly plan: PhrasePlan;
}

/**
 * Throws `bad_argument` for a question whose answers do not add up: contexts, and a timeline whose ends
 * each shard would choose by itself.
 */
export function shardHeader(asked: AskedShard): string {
  const { number, of, directory, snapshot, question, plan } = asked;
  const { at, checkpoints, lastAt, recordsAt, edges, records, byFacet, contexts } = plan.parts;
  if (contexts > 0) throw notMerged('contexts are not merged: expected no --contexts');
  if (edges !== undefined && (question.fromStep === undefined || question.toStep === undefined)) {
    throw notMerged(
      'a timeline needs the same ends in all shards: expected --from-step and --to-step with it, the first and the last step of the whole corpus',
    );
  }
  const found = describeFolder(directory, snapshot);
  const { analyzer, analyzer_version, unicode, resolution, facet, facets, tokenizer } = found;
  const { snapshot: name, first_step, steps, bytes, sources } = found;
  if (name !== snapshot.name) {
    throw new IndexError('index_busy', 'the index got a new commit at the start: ask again');
  }
  const header: ShardHeader = {
    shard: {
      ...{ number, of },
      question: {
        ...{ at, checkpoints, last_at: lastAt, records_at: recordsAt, records },
        ...{ edges: edges ?? null, by_facet: byFacet !== undefined },
      },
      index: {
        ...{ analyzer, analyzer_version, unicode, resolution, facet, facets },
        ...(tokenizer !== undefined && { tokenizer }),
        ...{ snapshot: name, records: found.records, first_step, steps, bytes },
        sources: sources.map(({ name }) => ({ name })),
      },
    },
  };
  return `${JSON.stringify(header)}\n`;
}

export function shardEnd(answers: number): string {
  const end: ShardEnd = { end: { answers } };
  return `${JSON.stringify(end)}\n`;
}

function notMerged(found: string): IndexError {
  return new IndexError('bad_argument', `--shard: ${found}`);
}
