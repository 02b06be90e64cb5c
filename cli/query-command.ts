// `firstseen query`: phrases -> answers, as JSON lines or as a table with contexts below.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../errors.ts';
import { answerPhrase, answerPhrases } from '../exposure/answer-phrases.ts';
import { planQuestion, type QuestionPlan } from '../exposure/plan-question.ts';
import { catalogueFile } from '../store/catalogue/file-names.ts';
import { Snapshot } from '../store/snapshot.ts';
import { nameBlankPhrase } from './name-blank-phrase.ts';
import { printText } from './print-text.ts';
import { jsonView, type QuestionFlags, questionOf, type View } from './question-flags.ts';
import type { PhraseBatch } from './read-phrases.ts';
import { warnOfList, warnOfNoPhrase } from './warn-of-list.ts';
import { PhraseWarnings } from './warn-of-phrases.ts';
import { warnOfSteps } from './warn-of-steps.ts';
import { warnOfUnicode } from './warn-of-unicode.ts';

export interface QueryOptions extends QuestionFlags {
  readonly phrases?: string;
  readonly quiet?: true;
}

export async function runQuery(
  directory: string,
  phrases: readonly string[],
  options: QueryOptions,
): Promise<void> {
  if (phrases.length === 0 && options.phrases === undefined) {
    throw new IndexError(
      'bad_argument',
      'no phrase to ask for: give phrases after the folder, or a list with --phrases FILE (-: standard input)',
    );
  }
  using snapshot = openIndex(directory, phrases);
  if (options.quiet !== true) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps(options.at ?? [], snapshot);
  }
  const plan = planQuestion(snapshot, questionOf(options));
  const view = options.json
    ? jsonView
    : (await import('./show-answers.ts')).tableView(plan, options.timeline !== undefined);
  if (options.phrases !== undefined) {
    const { requirePhraseList } = await import('./read-phrases.ts');
    await requirePhraseList(options.phrases);
  }
  const warnings = warningsOf(snapshot, options);
  warnings?.add(phrases);
  warnings?.write();
  const given = phrases.map((phrase) => answerPhrase(snapshot, plan, phrase));
  if (given.length > 0) await printText(view(given));
  if (options.phrases === undefined) return;
  const { readPhrases } = await import('./read-phrases.ts');
  const list = readPhrases(options.phrases, options.quiet === true ? undefined : warnOfList);
  const asked = await answerList(snapshot, plan, list, (batch) => {
    warnings?.add(batch.map(({ phrase }) => phrase));
    return view(batch);
  });
  warnings?.write();
  if (asked === 0 && options.quiet !== true) warnOfNoPhrase(options.phrases);
}

/** Phrases of ids are numbers, of which there is nothing to remark. */
function warningsOf({ settings }: Snapshot, { quiet }: QueryOptions): PhraseWarnings | undefined {
  return quiet === true || settings.analyzer === 'ids' ? undefined : new PhraseWarnings();
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

/** How many were asked. Answers go out in batches, so that neither a long list nor they are held. */
async function answerList(
  snapshot: Snapshot,
  plan: QuestionPlan,
  batches: AsyncIterable<PhraseBatch>,
  view: View,
): Promise<number> {
  let asked = 0;
  const most = plan.contexts > 0 ? 20 : 2000;
  for await (const { phrases, placeOf } of batches) {
    asked += phrases.length;
    for (let start = 0; start < phrases.length; start += most) {
      const part = phrases.slice(start, start + most);
      if (process.stdout.destroyed) return asked; // nobody reads any more
      const answers = answerPhrases(snapshot, plan, part);
      await printText(
        view(answers.map((answer, i) => nameBlankPhrase(answer, () => placeOf(start + i)))),
      );
    }
  }
  return asked;
}
