// `firstseen merge-answers`: files of answers of shards -> the answers of the whole on stdout.

import { mergeAnswerFiles } from '../../library/lists/merge-answer-files.ts';
import { printText } from '../print-text.ts';
import type { MergeAnswersOptions } from './merge-answers-command.ts';

export async function runMergeAnswers(
  files: readonly string[],
  _options: MergeAnswersOptions,
): Promise<void> {
  for await (const line of mergeAnswerFiles(files)) {
    if (process.stdout.destroyed) return;
    await printText(line);
  }
}
