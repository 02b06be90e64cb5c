// What `query` and `scan` are asked of each phrase, and their answers as JSON lines.

import { IndexError } from '../errors.ts';
import type { Question } from '../exposure/question.ts';
import type { Answer, Unanswerable } from '../schemas/answer.ts';

export interface QuestionFlags {
  readonly at?: number[];
  readonly timeline?: number;
  readonly records?: true;
  readonly contexts?: number;
  readonly json?: true;
}

/** Answers as text. */
export type View = (answers: readonly (Answer | Unanswerable)[]) => string;

/** Bins of the sparkline in the table when no timeline is asked for. */
const sparkBins = (process.stdout.columns ?? 160) < 100 ? 12 : 24;

/** Columns of the table for steps; JSON has no such limit. */
const mostColumns = 1000;

/** Throws `bad_argument` for more steps than a table can show. */
export function questionOf({ at, timeline, records, contexts, json }: QuestionFlags): Question {
  if (at !== undefined && at.length > mostColumns && json !== true) {
    throw new IndexError(
      'bad_argument',
      `--at names ${at.length} steps: a table shows ${mostColumns} at most. Ask for fewer, or for --json.`,
      { found: at.length, expected: mostColumns },
    );
  }
  const bins = timeline ?? (json ? undefined : sparkBins);
  return {
    ...(at !== undefined && { at }),
    ...(bins !== undefined && { bins }),
    ...(records === true && { records }),
    ...(contexts !== undefined && { contexts }),
  };
}

export const jsonView: View = (answers) =>
  answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
