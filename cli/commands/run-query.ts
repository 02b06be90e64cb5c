// `firstseen query`: phrases -> answers, as JSON lines or as a table with contexts below.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { findCheckpoints } from '../../exposure/find-checkpoints.ts';
import { planQuestion, type QuestionPlan } from '../../exposure/plan-question.ts';
import { catalogueFile } from '../../store/catalogue/file-names.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { answerList } from '../answer/answer-list.ts';
import { chooseThreads } from '../answer/choose-threads.ts';
import { chooseView, makeListView } from '../answer/list-view.ts';
import type { PhraseBatch } from '../read/read-phrases.ts';
import {
  PhraseWarnings,
  warnOfEmptyList,
  warnOfSteps,
  warnOfUnicode,
} from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { AnswerOutput } from '../rows/answer-output.ts';
import { asksRows, requireRowPaths } from '../rows/row-files.ts';
import type { QueryOptions } from './query-command.ts';
import { makeQuestion } from './question.ts';

export async function runQuery(
  directory: string,
  phrases: readonly string[],
  options: QueryOptions,
): Promise<void> {
  const { phrases: list, quiet = false } = options;
  if (phrases.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no phrase to ask for: give phrases after the folder, or a list with --phrases FILE (-: standard input)',
    );
  }
  requireRowPaths(options);
  const named = await readNamed(options);
  using snapshot = openIndex(directory, phrases);
  const question = makeQuestion(options, named && findCheckpoints(snapshot, named));
  if (!quiet) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps(question, snapshot);
  }
  const plan = planQuestion(snapshot, question);
  const json = options.json === true || asksRows(options);
  const choice = { json, asksTimeline: options.timeline !== undefined };
  const view = await chooseView(plan, choice);
  const batches = list === undefined ? undefined : await openList(list, quiet);
  // Phrases of ids are numbers, on which there is nothing to remark.
  const isSilent = quiet || snapshot.settings.analyzer === 'ids';
  const warnings = isSilent ? undefined : new PhraseWarnings();
  warnings?.add(phrases);
  warnings?.write();
  const given = phrases.map((phrase) => answerPhrase(snapshot, plan, phrase));
  await using output = await AnswerOutput.open(plan, options);
  if (given.length > 0) await output.take(view(given));
  const work = {
    ...{ plan, show: makeListView(snapshot, plan, view) },
    threads: chooseThreads(snapshot, options.threads),
    share: () => ({ commit: snapshot.share(needsSources(plan)), question, choice }),
  };
  let asked = 0;
  for await (const { phrases, text } of batches === undefined ? [] : answerList(batches, work)) {
    asked += phrases.length;
    if (output.isUnread) break;
    warnings?.add(phrases);
    await output.take(text);
  }
  warnings?.write();
  await output.finish(quiet);
  if (list !== undefined && asked === 0 && !quiet) warnOfEmptyList(list);
}

/** Do answers name source files? */
function needsSources({ contexts, byFacet }: QuestionPlan): boolean {
  return contexts > 0 || (byFacet !== undefined && byFacet.facets.field === undefined);
}

/** The file of `--checkpoints`; undefined: none is asked for. */
async function readNamed({ checkpoints }: QueryOptions) {
  if (checkpoints === undefined) return undefined;
  return await (await import('../read/read-checkpoints.ts')).readCheckpoints(checkpoints);
}

/** Throws where the list is not there, before anything is answered. */
async function openList(list: string, quiet: boolean): Promise<AsyncIterable<PhraseBatch>> {
  const { readPhrases, requirePhraseList } = await import('../read/read-phrases.ts');
  await requirePhraseList(list);
  return readPhrases(list, quiet ? undefined : warn);
}

/** Where the folder was named last, as grep has it, the error says so. */
function openIndex(directory: string, phrases: readonly string[]): Snapshot {
  try {
    return Snapshot.open(directory);
  } catch (error) {
    const folder = phrases.find((phrase) => existsSync(join(phrase, catalogueFile)));
    if (!(error instanceof IndexError) || folder === undefined) throw error;
    throw new IndexError(
      'bad_argument',
      `the folder of the index goes before the phrases: expected firstseen query ${folder} ${JSON.stringify(directory)}, found ${JSON.stringify(directory)} first, which is not an index`,
      { found: directory, expected: folder },
      error,
    );
  }
}
