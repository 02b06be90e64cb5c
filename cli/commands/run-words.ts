// `firstseen words`: the vocabulary as JSON lines, as a table, or as a file.

import { setImmediate } from 'node:timers/promises';
import { walkWords } from '../../exposure/vocabulary/walk-words.ts';
import type { Word } from '../../schemas/words.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { RowFiles, requireRowPaths } from '../rows/row-files.ts';
import { wordColumns } from '../rows/word-rows.ts';
import { formatCount } from '../show/format-amounts.ts';
import { wordLines } from '../show/show-words.ts';
import type { WordOptions } from './words-command.ts';

/** Terms that are printed together. */
const wordsAtOnce = 1000;

export async function runWords(directory: string, options: WordOptions): Promise<void> {
  const { at = [], minCount, prefix, json = false, quiet = false } = options;
  requireRowPaths(options);
  using snapshot = Snapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps({ at }, snapshot);
  }
  const { resolution, tokens, records, lastStep } = snapshot;
  const columns = { at, resolution, most: { tokens, records, step: lastStep } };
  const walk = walkWords(snapshot, { at, minCount, prefix });
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
  await files?.finish(quiet);
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
