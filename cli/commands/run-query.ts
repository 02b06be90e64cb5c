// `firstseen query`: phrases -> answers, as JSON lines or as a table with contexts below.
//
// One phrase is answered as fast as a process starts, so what it does not need is loaded later.

import { IndexError } from '../../errors.ts';
import { makeListView } from '../../library/lists/list-task.ts';
import type { PhraseBatch } from '../../library/lists/read-phrases.ts';
import type { NamedCheckpoint } from '../../library/questions/named-checkpoints.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import { asksRows, requireRowPaths } from '../../library/rows/row-files.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { chooseThreads, listWorker } from '../answer/choose-threads.ts';
import { chooseView } from '../answer/list-view.ts';
import { requireShardOutput } from '../answer/shard-output.ts';
import { printText } from '../print-text.ts';
import {
  PhraseWarnings,
  warnOfEmptyList,
  warnOfSteps,
  warnOfUnicode,
} from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { AnswerOutput } from '../rows/answer-output.ts';
import type { QueryOptions } from './query-command.ts';
import { makeQuestion } from './question.ts';

export async function runQuery(
  directory: string,
  phrases: readonly string[],
  options: QueryOptions,
): Promise<void> {
  const { phrases: list, quiet = false, shard } = options;
  if (phrases.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no phrase to ask for: give phrases after the folder, or a list with --phrases FILE (-: standard input)',
    );
  }
  requireRowPaths(options);
  requireShardOutput(options);
  const named = await readNamed(options);
  using snapshot = await openIndex(directory, phrases);
  const question = makeQuestion(options, named && (await findSteps(snapshot, named)));
  if (!quiet) {
    warnOfUnicode(snapshot);
    if (shard === undefined) warnOfSteps(question, snapshot);
  }
  const plan = new PhrasePlan(snapshot, question);
  const json = options.json === true || asksRows(options);
  const choice = { json, asksTimeline: options.timeline !== undefined };
  const view = await chooseView(plan.parts, choice);
  const asShard = shard && { ...shard, directory, snapshot, question, plan };
  const header =
    asShard && (await import('../../library/lists/shard-lines.ts')).phrasesHeader(asShard);
  const batches = list === undefined ? undefined : await openList(list, quiet);
  const warnings = quiet ? undefined : new PhraseWarnings(snapshot.analyzer);
  warnings?.add(phrases);
  warnings?.write();
  const given = phrases.map((phrase) => plan.answer(phrase));
  await using output = await AnswerOutput.open(plan.parts, options);
  if (header !== undefined) await printText(header);
  if (given.length > 0) await output.take(view(given));
  let asked = 0;
  if (batches !== undefined) {
    const { answerList } = await import('../../library/lists/answer-list.ts');
    const answers = answerList(batches, {
      ...{ snapshot, question, plan, choice, show: makeListView(plan, view) },
      ...{ threads: chooseThreads(snapshot, options.threads), worker: listWorker },
    });
    for await (const { phrases, text } of answers) {
      asked += phrases.length;
      if (output.isUnread) break;
      warnings?.add(phrases);
      await output.take(text);
    }
  }
  warnings?.write();
  if (shard !== undefined) {
    const { shardEnd } = await import('../../library/lists/shard-lines.ts');
    await printText(shardEnd(given.length + asked));
  }
  await output.finish(quiet);
  if (list !== undefined && asked === 0 && !quiet) warnOfEmptyList(list);
}

/** The file of `--checkpoints`; undefined: none is asked for. */
async function readNamed({ checkpoints }: QueryOptions) {
  if (checkpoints === undefined) return undefined;
  return await (await import('../../library/lists/read-checkpoints.ts')).readCheckpoints(
    checkpoints,
  );
}

/** Their steps, of which some are amounts of the index. */
async function findSteps(snapshot: OpenSnapshot, named: readonly NamedCheckpoint[]) {
  const { findCheckpoints } = await import('../../library/questions/named-checkpoints.ts');
  return findCheckpoints(snapshot, named);
}

/** Throws where the list is not there, before anything is answered. */
async function openList(list: string, quiet: boolean): Promise<AsyncIterable<PhraseBatch>> {
  const { readPhrases, requirePhraseList } = await import('../../library/lists/read-phrases.ts');
  await requirePhraseList(list);
  return readPhrases(list, quiet ? undefined : warn);
}

/** Where the folder was named last, as grep has it, the error says so. */
async function openIndex(directory: string, phrases: readonly string[]): Promise<OpenSnapshot> {
  try {
    return OpenSnapshot.open(directory);
  } catch (error) {
    const { isIndexFolder } = await import('../../library/snapshots/index-folder.ts');
    const folder = phrases.find(isIndexFolder);
    if (!(error instanceof IndexError) || folder === undefined) throw error;
    throw new IndexError(
      'bad_argument',
      `the folder of the index goes before the phrases: expected firstseen query ${folder} ${JSON.stringify(directory)}, found ${JSON.stringify(directory)} first, which is not an index`,
      { found: directory, expected: folder },
      error,
    );
  }
}
