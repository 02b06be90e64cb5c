// `firstseen words`: the vocabulary as JSON lines, as a table, or as a file.

import { walkIndexWords } from '../../library/questions/index-words.ts';
import { asksRows, requireRowPaths } from '../../library/rows/row-files.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { Word } from '../../schemas/words.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remarkWritten, warn } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { type WordColumns, wordLines } from '../show/show-words.ts';
import type { WordOptions } from './words-command.ts';

/** Terms that are printed together. */
const wordsAtOnce = 1000;

export async function runWords(directory: string, options: WordOptions): Promise<void> {
  const { at = [], minCount, prefix, csv, parquet, json = false, quiet = false } = options;
  requireRowPaths(options);
  using snapshot = OpenSnapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot);
    warnOfSteps({ at }, snapshot);
  }
  const { resolution, tokens, records, lastStep } = snapshot;
  const columns = { at, resolution, most: { tokens, records, step: lastStep } };
  const words = () => inBatches(walkIndexWords(snapshot, { at, minCount, prefix }));
  if (asksRows(options)) {
    const { writeWordFiles } = await import('../../library/rows/word-files.ts');
    await writeWordFiles({ csv, parquet }, columns, words);
    for (const path of [csv, parquet]) if (path !== undefined && !quiet) remarkWritten(path);
    if (!json) return;
  }
  const printed = await print(words(), json ? undefined : columns);
  if (printed === 0 && !quiet) warn(describeNone(options));
}

function describeNone({ minCount = 1, prefix }: WordOptions): string {
  const begins = prefix === undefined ? '' : ` begins with ${JSON.stringify(prefix)}`;
  const count = minCount === 1 ? '' : ` has ${formatCount(minCount)} exposures or more`;
  return `no term${begins}${begins !== '' && count !== '' ? ' and' : ''}${count || (begins === '' ? ' is in the index' : '')}`;
}

/** As a table with these columns, or as JSON lines; the number of words. */
async function print(
  batches: Iterable<readonly Word[]>,
  columns: WordColumns | undefined,
): Promise<number> {
  let printed = 0;
  for (const batch of batches) {
    if (process.stdout.destroyed) break; // nobody reads any more
    const text =
      columns === undefined
        ? batch.map((word) => `${JSON.stringify(word)}\n`).join('')
        : wordLines(columns, batch, printed === 0);
    await printText(text);
    printed += batch.length;
  }
  return printed;
}

function* inBatches(words: Iterable<Word | undefined>): Generator<Word[]> {
  let batch: Word[] = [];
  for (const word of words) {
    if (word !== undefined) batch.push(word);
    if (batch.length < wordsAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
