// What `query` and `scan` share: the question that their options ask, and answers as JSON lines.

import { IndexError } from '../../errors.ts';
import { type Checkpoint, namedSteps, type Question } from '../../exposure/question.ts';
import { writeAnswers } from '../../exposure/write-answers.ts';
import type { Answered } from '../../schemas/answer.ts';
import type { QueryOptions } from './query-command.ts';
import type { ScanOptions } from './scan-command.ts';

/** Answers as text, or its bytes in UTF-8. */
export type View = (answers: readonly Answered[]) => string | Uint8Array<ArrayBuffer>;

/** Bins of the sparkline in the table when no timeline is asked for. */
const sparkBins = (process.stdout.columns ?? 160) < 100 ? 12 : 24;

/** Columns of the table for steps; JSON has no such limit. */
const maxColumns = 1000;

/** Throws `bad_argument` for more steps than a table can show. */
export function makeQuestion(
  options: QueryOptions | ScanOptions,
  checkpoints?: readonly Checkpoint[],
): Question {
  const { at, lastAt, recordsAt, timeline, records, byFacet, contexts, json } = options;
  const bins = timeline ?? (json ? undefined : sparkBins);
  const question = {
    ...{ at, checkpoints, lastAt, recordsAt, bins, contexts },
    ...(records === true && { records }),
    ...(byFacet === true && { byFacet }),
  };
  const { length } = namedSteps(question);
  if (length > maxColumns && json !== true) {
    throw new IndexError(
      'bad_argument',
      `the question names ${length} steps: a table shows ${maxColumns} at most. Ask for fewer, or for --json.`,
      { found: length, expected: maxColumns },
    );
  }
  return question;
}

export const jsonView: View = writeAnswers;

/** The answer as it is, but for a blank phrase of a list: its error names the place in the list. */
export function nameBlankPhrase(answer: Answered, namePlace: () => string): Answered {
  if (!('error' in answer) || !('phrase' in answer) || answer.phrase.trim() !== '') return answer;
  const message = `${namePlace()}: the phrase is blank: expected at least one word, number or punctuation mark`;
  return { phrase: answer.phrase, error: { code: answer.error.code, message } };
}
