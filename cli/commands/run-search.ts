// `firstseen search`: queries -> answers in records, as JSON lines or as a table.

import { IndexError } from '../../errors.ts';
import { finish } from '../../library/finish.ts';
import { nameInput } from '../../library/lists/name-input.ts';
import { type SearchParts, SearchPlan } from '../../library/questions/search-plan.ts';
import { requireRows } from '../../library/rows/answer-rows.ts';
import { asksRows, RowFiles, requireRowPaths } from '../../library/rows/row-files.ts';
import { searchColumns } from '../../library/rows/search-rows.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { requireShardOutput } from '../answer/shard-output.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remarkWritten, warn } from '../remarks/remark.ts';
import { readStepRange } from './question.ts';
import type { SearchOptions } from './search-command.ts';

type SearchView = (answers: readonly (SearchAnswer | UnaskableQuery)[]) => string;

/** Bins of the sparkline in the table when no timeline is asked for. */
const sparkBins = (process.stdout.columns ?? 160) < 100 ? 12 : 24;

/** A query that cannot be asked is an error as an argument, and an answer in a list. */
export async function runSearch(
  directory: string | undefined,
  queries: readonly string[],
  options: SearchOptions,
): Promise<void> {
  if (options.opensearch !== undefined) {
    const { runClusterSearch } = await import('./run-cluster-search.ts');
    return await runClusterSearch([directory ?? [], queries].flat(), options);
  }
  if (directory === undefined || options.name !== undefined) throw noIndex(directory);
  const { at = [], timeline, byFacet, contexts, fromStep, toStep } = options;
  const { queries: list, json = false, quiet = false, shard } = options;
  if (queries.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no query to ask: give queries after the folder, or a list with --queries FILE (-: standard input)',
    );
  }
  requireRowPaths(options);
  requireShardOutput(options);
  const hasRows = asksRows(options);
  if (hasRows) requireRows(options);
  using snapshot = OpenSnapshot.open(directory);
  snapshot.requireRecords('searches');
  if (!quiet) {
    warnOfUnicode(snapshot);
    if (shard === undefined) warnOfSteps({ at, fromStep, toStep }, snapshot);
  }
  const bins = timeline ?? (json || hasRows ? undefined : sparkBins);
  const steps = readStepRange(options, { timeline: bins !== undefined });
  const question = {
    ...{ at, timeline: bins, byFacet: byFacet === true, contexts },
    ...(bins !== undefined && steps),
  };
  const plan = new SearchPlan(snapshot, question);
  const view = await chooseView(plan.parts, { json, asksTimeline: timeline !== undefined });
  await using files = await RowFiles.open(options, searchColumns(plan.parts));
  const show = async (answers: readonly (SearchAnswer | UnaskableQuery)[]) => {
    await files?.write(answers);
    if (files === undefined || json) await printText(view(answers));
  };
  const asShard = shard && { ...shard, directory, snapshot, question, plan };
  if (asShard !== undefined) {
    const { queriesHeader } = await import('../../library/lists/shard-lines.ts');
    await printText(queriesHeader(asShard));
  }
  if (queries.length > 0) {
    await show(queries.map((query) => finish(plan.walkOne(query))));
  }
  const isUnread = () => files === undefined && process.stdout.destroyed;
  const work = { plan, show, isUnread };
  const asked = list === undefined ? undefined : await askList(list, work);
  if (shard !== undefined) {
    const { shardEnd } = await import('../../library/lists/shard-lines.ts');
    await printText(shardEnd(queries.length + (asked ?? 0)));
  }
  await files?.finish((path) => {
    if (!quiet) remarkWritten(path);
  });
  if (list !== undefined && asked === 0 && !quiet)
    warn(`${nameInput(list)} holds no query: nothing was asked`);
}

async function chooseView(
  parts: SearchParts,
  { json, asksTimeline }: { readonly json: boolean; readonly asksTimeline: boolean },
): Promise<SearchView> {
  if (json) return (answers) => answers.map((one) => `${JSON.stringify(one)}\n`).join('');
  return (await import('../show/show-searches.ts')).searchTable(parts, asksTimeline);
}

interface ListWork {
  readonly plan: SearchPlan;
  readonly show: (answers: readonly (SearchAnswer | UnaskableQuery)[]) => Promise<void>;
  /** Nobody reads the answers any more. */
  readonly isUnread: () => boolean;
}

/** The number of queries of the list. */
async function askList(list: string, { plan, show, isUnread }: ListWork): Promise<number> {
  const { readQueries } = await import('../../library/lists/read-queries.ts');
  let asked = 0;
  for await (const batch of readQueries(list)) {
    asked += batch.length;
    for (const answers of answerInParts(plan, batch)) {
      if (isUnread()) return asked;
      await show(answers);
    }
  }
  return asked;
}

/** Answers that are printed together. */
const maxTogether = 64;

function* answerInParts(
  plan: SearchPlan,
  queries: readonly string[],
): Generator<(SearchAnswer | UnaskableQuery)[]> {
  for (let start = 0; start < queries.length; start += maxTogether) {
    const part = queries.slice(start, start + maxTogether);
    yield [...plan.walk(part)].filter((answer) => typeof answer === 'object');
  }
}

function noIndex(directory: string | undefined): IndexError {
  const found = directory === undefined ? 'no index to ask' : '--name without --opensearch';
  const expected = 'expected search DIR QUERY, or search --opensearch URL --name INDEX QUERY';
  return new IndexError('bad_argument', `${found}: ${expected}`);
}
