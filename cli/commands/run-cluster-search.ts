// `firstseen search --opensearch`: queries to an exported index -> answers in records.

import { IndexError } from '../../errors.ts';
import { nameInput } from '../../library/lists/name-input.ts';
import { type FoundInCluster, inCluster } from '../../library/open-in-cluster.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps } from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { readStepRange } from './question.ts';
import type { SearchOptions } from './search-command.ts';

type Answered = SearchAnswer | UnaskableQuery;
type SearchView = (answers: readonly Answered[]) => string;

/** Bins of the sparkline in the table when no timeline is asked for. */
const sparkBins = 12;

/** A query that cannot be asked is an error as an argument, and an answer in a list. */
export async function runClusterSearch(
  queries: readonly string[],
  options: SearchOptions,
): Promise<void> {
  const { opensearch: urls = [], name, queries: list } = options;
  if (name === undefined) {
    const message = '--opensearch stands without --name, the index in the cluster';
    throw new IndexError('bad_argument', message);
  }
  if (queries.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no query to ask: give queries, or a list with --queries FILE (-: standard input)',
    );
  }
  using interrupt = listenForInterrupt();
  const { at = [], timeline, byFacet, json = false } = options;
  const bins = timeline ?? (json ? undefined : sparkBins);
  const steps = readStepRange(options, { timeline: bins !== undefined });
  const question = { at, bins, byFacet: byFacet === true, ...(bins !== undefined && steps) };
  const place = { urls, name, signal: interrupt.signal };
  await inCluster(place, question, (search) => askAll(search, queries, options));
}

async function askAll(
  search: FoundInCluster,
  queries: readonly string[],
  options: SearchOptions,
): Promise<void> {
  const { queries: list, quiet = false, at = [], fromStep, toStep } = options;
  if (!quiet) {
    if (search.unicodeRemark !== undefined) warn(search.unicodeRemark);
    warnOfSteps({ at, fromStep, toStep }, search.steps);
  }
  const view = await chooseView(search, options);
  if (queries.length > 0) {
    const answers: SearchAnswer[] = [];
    for (const query of queries) answers.push(await search.answer(query));
    await printText(view(answers));
  }
  const asked = list === undefined ? undefined : await askList(search, list, view);
  if (list !== undefined && asked === 0 && !quiet) {
    warn(`${nameInput(list)} holds no query: nothing was asked`);
  }
}

async function chooseView(search: FoundInCluster, options: SearchOptions): Promise<SearchView> {
  if (options.json) return (answers) => answers.map((one) => `${JSON.stringify(one)}\n`).join('');
  const { searchTable } = await import('../show/show-searches.ts');
  return searchTable(search.parts, options.timeline !== undefined);
}

/** Answers that are printed together. */
const maxTogether = 64;

/** The number of queries of the list. */
async function askList(search: FoundInCluster, list: string, view: SearchView): Promise<number> {
  const { readQueries } = await import('../../library/lists/read-queries.ts');
  let asked = 0;
  for await (const batch of readQueries(list)) {
    asked += batch.length;
    let answers: Answered[] = [];
    for await (const answer of search.answerAll(batch)) {
      if (process.stdout.destroyed) return asked; // nobody reads any more
      if (answers.push(answer) < maxTogether) continue;
      await printText(view(answers));
      answers = [];
    }
    if (answers.length > 0) await printText(view(answers));
  }
  return asked;
}
