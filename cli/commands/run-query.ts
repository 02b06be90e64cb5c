// `firstseen query`: phrases -> answers, as JSON lines or as a table with contexts below.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import { answerPhrase, answerPhrases } from '../../exposure/answer-phrases.ts';
import { planQuestion, type QuestionPlan } from '../../exposure/plan-question.ts';
import type { Answer, Unanswerable } from '../../schemas/answer.ts';
import { catalogueFile } from '../../store/catalogue/file-names.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { printText } from '../print-text.ts';
import type { PhraseBatch } from '../read/read-phrases.ts';
import {
  PhraseWarnings,
  warnOfEmptyList,
  warnOfSteps,
  warnOfUnicode,
} from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import type { QueryOptions } from './query-command.ts';
import { jsonView, makeQuestion, nameBlankPhrase } from './question.ts';

export async function runQuery(
  directory: string,
  phrases: readonly string[],
  options: QueryOptions,
): Promise<void> {
  const { at = [], phrases: list, json, quiet = false } = options;
  if (phrases.length === 0 && list === undefined) {
    throw new IndexError(
      'bad_argument',
      'no phrase to ask for: give phrases after the folder, or a list with --phrases FILE (-: standard input)',
    );
  }
  using snapshot = openIndex(directory, phrases);
  if (!quiet) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps(at, snapshot);
  }
  const plan = planQuestion(snapshot, makeQuestion(options));
  const view = json
    ? jsonView
    : (await import('../show/show-answers.ts')).tableView(plan, options.timeline !== undefined);
  const batches = list === undefined ? [] : await openList(list, quiet);
  // Phrases of ids are numbers, on which there is nothing to remark.
  const isSilent = quiet || snapshot.settings.analyzer === 'ids';
  const warnings = isSilent ? undefined : new PhraseWarnings();
  warnings?.add(phrases);
  warnings?.write();
  const given = phrases.map((phrase) => answerPhrase(snapshot, plan, phrase));
  if (given.length > 0) await printText(view(given));
  let asked = 0;
  for await (const answers of answerBatches(snapshot, plan, batches)) {
    asked += answers.length;
    if (process.stdout.destroyed) break; // nobody reads any more
    warnings?.add(answers.map(({ phrase }) => phrase));
    await printText(view(answers));
  }
  warnings?.write();
  if (asked === 0 && list !== undefined && !quiet) warnOfEmptyList(list);
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

/** Answers in small batches, so that neither they nor a long list are held. */
async function* answerBatches(
  snapshot: Snapshot,
  plan: QuestionPlan,
  batches: AsyncIterable<PhraseBatch> | readonly PhraseBatch[],
): AsyncGenerator<(Answer | Unanswerable)[]> {
  const maxAnswers = plan.contexts > 0 ? 20 : 2000;
  for await (const { phrases, namePlace } of batches) {
    for (let start = 0; start < phrases.length; start += maxAnswers) {
      const answers = answerPhrases(snapshot, plan, phrases.slice(start, start + maxAnswers));
      yield answers.map((answer, i) => nameBlankPhrase(answer, () => namePlace(start + i)));
    }
  }
}
