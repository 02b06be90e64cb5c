// How answers for phrases are shown: as lines of JSON, or as a table.

import type { AnswerView } from '../../library/lists/list-task.ts';
import type { AskedParts } from '../../library/questions/phrase-plan.ts';
import { writeAnswers } from '../../library/rows/write-answers.ts';

/** Plain data, which a thread is sent. */
export interface ViewChoice {
  readonly json: boolean;
  readonly asksTimeline: boolean;
}

/** Loads what shows tables only where one is asked for. */
export async function chooseView(
  parts: AskedParts,
  { json, asksTimeline }: ViewChoice,
): Promise<AnswerView> {
  if (json) return writeAnswers;
  return (await import('../show/show-answers.ts')).tableView(parts, asksTimeline);
}
