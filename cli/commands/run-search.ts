// `firstseen search`: queries -> answers in records, as JSON lines or as a table.

import { IndexError } from '../../errors.ts';
import { planQuestion, type QuestionPlan } from '../../exposure/plan-question.ts';
import { requireRecords } from '../../exposure/require-records.ts';
import { finish } from '../../library/finish.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { walkAnswer, walkQueries } from '../../search/answer-queries.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { printText } from '../print-text.ts';
import { nameInput } from '../read/name-input.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { readStepRange } from './question.ts';
import type { SearchOptions } from './search-command.ts';

type SearchView = (answers: readonly (SearchAnswer | UnaskableQuery)[]) => string;

/** Bins of the sparkline in the table when no timeline is asked for. */
const sparkBins = (process.stdout.columns ?? 160) < 100 ? 12 : 24;

/** A query that cannot be asked is an error as an argument, and an answer in a list. */
export async function runSearch(
  directory: string,
  queries: readonly string[],
  options: SearchOptions,
): Promise<void> {
  const {
    at = [],
    timeline,
    byFacet,
    contexts,
    queries: list,
    json = false,
    quiet = false,
  } = options;
  if (queries.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no query to ask: give queries after the folder, or a list with --queries FILE (-: standard input)',
    );
  }
  using snapshot = Snapshot.open(directory);
  requireRecords(snapshot, 'searches');
  if (!quiet) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps({ at }, snapshot);
  }
  const bins = timeline ?? (json ? undefined : sparkBins);
  const steps = readStepRange(options, { timeline: bins !== undefined });
  const plan = planQuestion(snapshot, {
    ...{ at, bins, byFacet: byFacet === true, contexts },
    ...(bins !== undefined && steps),
  });
  const view = await chooseView(plan, { json, asksTimeline: timeline !== undefined });
  if (queries.length > 0) {
    await printText(view(queries.map((query) => finish(walkAnswer(snapshot, plan, query)))));
  }
  if (list === undefined) return;
  const { readQueries } = await import('../read/read-queries.ts');
  let asked = 0;
  for await (const batch of readQueries(list)) {
    asked += batch.length;
    for (const answers of answerInParts(snapshot, plan, batch)) {
      if (process.stdout.destroyed) return; // nobody reads any more
      await printText(view(answers));
    }
  }
  if (asked === 0 && !quiet) warn(`${nameInput(list)} holds no query: nothing was asked`);
}

async function chooseView(
  plan: QuestionPlan,
  { json, asksTimeline }: { readonly json: boolean; readonly asksTimeline: boolean },
): Promise<SearchView> {
  if (json) return (answers) => answers.map((one) => `${JSON.stringify(one)}\n`).join('');
  return (await import('../show/show-searches.ts')).searchTable(plan, asksTimeline);
}

/** Answers that are printed together. */
const maxTogether = 64;

function* answerInParts(
  snapshot: Snapshot,
  plan: QuestionPlan,
  queries: readonly string[],
): Generator<(SearchAnswer | UnaskableQuery)[]> {
  for (let start = 0; start < queries.length; start += maxTogether) {
    const part = queries.slice(start, start + maxTogether);
    yield [...walkQueries(snapshot, plan, part)].filter((answer) => typeof answer === 'object');
  }
}
