// `firstseen words`: the vocabulary as JSON lines, as a table, or as a file.

import { walkWords } from '../../exposure/vocabulary/walk-words.ts';
import type { Word } from '../../schemas/words.ts';
import { writeCsv, writeParquet } from '../../splits/output/table-file.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { planOutputFile } from '../output-file.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remark } from '../remarks/remark.ts';
import { type WordColumns, wordLines, wordTable } from '../show/show-words.ts';
import type { WordOptions } from './words-command.ts';

/** Terms that are printed together. */
const wordsAtOnce = 1000;

export async function runWords(directory: string, options: WordOptions): Promise<void> {
  const { at = [], minCount, prefix, csv, parquet, json = false, quiet = false } = options;
  planOutputFile(csv, { option: '--csv', extension: '.csv' });
  planOutputFile(parquet, { option: '--parquet', extension: '.parquet' });
  using snapshot = Snapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot.settings);
    warnOfSteps({ at }, snapshot);
  }
  const columns = { at, resolution: snapshot.resolution };
  const words = () => inBatches(walkWords(snapshot, { at, minCount, prefix }));
  if (csv !== undefined) await writeCsv(csv, wordTable(columns, words));
  if (parquet !== undefined) await writeParquet(parquet, wordTable(columns, words));
  for (const path of [csv, parquet]) {
    if (path !== undefined && !quiet) remark(`written to ${path}`);
  }
  const isWritten = csv !== undefined || parquet !== undefined;
  if (!isWritten || json) await print(words(), json ? undefined : columns);
}

/** As a table with these columns, or as JSON lines. */
async function print(
  batches: Iterable<readonly Word[]>,
  columns: WordColumns | undefined,
): Promise<void> {
  let isFirst = true;
  for (const batch of batches) {
    if (process.stdout.destroyed) break; // nobody reads any more
    const text =
      columns === undefined
        ? batch.map((word) => `${JSON.stringify(word)}\n`).join('')
        : wordLines(columns, batch, isFirst);
    await printText(text);
    isFirst = false;
  }
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
