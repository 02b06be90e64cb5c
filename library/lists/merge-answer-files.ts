// The answers of all shards to one list, a file each -> the answers of the whole, in the order of the list.

import { IndexError } from '../../errors.ts';
import type { Answered } from '../../schemas/answer.ts';
import type { SearchAnswer } from '../../schemas/search-answer.ts';
import { mergeAnswers } from '../../shards/merge-answers.ts';
import { mergeSearches } from '../../shards/merge-searches.ts';
import { type AnswerFiles, openAnswerFiles } from './answer-files.ts';

/**
 * The lines of `firstseen query --json` of the whole, or of `search`, without the header. Throws
 * `answers_missing`, `shards_mismatch`, `bad_argument` for a file of another kind, and what reading a file
 * throws.
 */
export async function* mergeAnswerFiles(
  paths: readonly string[],
): AsyncGenerator<string, void, undefined> {
  await using files = await openAnswerFiles(paths);
  const merge = mergerOf(files);
  for await (const values of files.answers()) yield `${JSON.stringify(merge(values))}\n`;
}

/** What makes one answer of those of the shards. */
function mergerOf({
  asked,
  question,
  joined,
}: AnswerFiles): (values: readonly unknown[]) => object {
  if (asked === 'phrases') return (values) => mergeAnswers(values as Answered[], joined);
  if (asked === 'queries') {
    const contexts = Number(question['contexts']);
    return (values) => mergeSearches(values as SearchAnswer[], joined, contexts);
  }
  throw new IndexError(
    'bad_argument',
    'the files hold the exposures of pairs: expected answers of query or search. firstseen split --answers reads them.',
  );
}
