// `firstseen words`: the vocabulary as JSON lines, as a table, or as a file.

import { setImmediate } from 'node:timers/promises';
import { walkIndexWords } from '../../library/questions/index-words.ts';
import { RowFiles, requireRowPaths } from '../../library/rows/row-files.ts';
import { wordColumns } from '../../library/rows/word-rows.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { Word } from '../../schemas/words.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remarkWritten, warn } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { wordLines } from '../show/show-words.ts';
import type { WordOptions } from './words-command.ts';

/** Terms that are printed together. */
const wordsAtOnce = 1000;

export async function runWords(directory: string, options: WordOptions): Promise<void> {
  const { at = [], minCount, prefix, json = false, quiet = false } = options;
  requireRowPaths(options);
  using snapshot = OpenSnapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot);
    warnOfSteps({ at }, snapshot);
  }
  const { resolution, tokens, records, lastStep } = snapshot;
  const columns = { at, resolution, most: { tokens, records, step: lastStep } };
  const walk = walkIndexWords(snapshot, { at, minCount, prefix });
  await using files = await RowFiles.open(options, wordColumns(columns));
  const isPrinted = files === undefined || json;
  let found = 0;
  for await (const words of inBatches(walk)) {
    if (process.stdout.destroyed && files === undefined) break; // nobody reads any more
    await files?.write(words);
    if (isPrinted)
      await printText(json ? wordsAsJson(words) : wordLines(columns, words, found === 0));
    found += words.length;
  }
  await files?.finish((path) => {
    if (!quiet) remarkWritten(path);
  });
  if (found === 0 && !quiet) warn(describeNone(options));
}

function describeNone({ minCount = 1, prefix }: WordOptions): string {
  const begins = prefix === undefined ? '' : ` begins with ${JSON.stringify(prefix)}`;
  const count = minCount === 1 ? '' : ` has ${formatCount(minCount)} exposures or more`;
  return `no term${begins}${begins !== '' && count !== '' ? ' and' : ''}${count || (begins === '' ? ' is in the index' : '')}`;
}

function wordsAsJson(words: readonly Word[]): string {
  return words.map((word) => `${JSON.stringify(word)}\n`).join('');
}

/** Gives way to signals where the walk pauses. */
async function* inBatches(words: Iterable<Word | undefined>): AsyncGenerator<Word[]> {
  let batch: Word[] = [];
  for (const word of words) {
    if (word === undefined) await setImmediate();
    else batch.push(word);
    if (batch.length < wordsAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
