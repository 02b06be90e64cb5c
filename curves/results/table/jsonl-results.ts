// Tables as JSON lines: an object a line, with the columns as keys.

import { causeCode } from '../../../errors/cause.ts';
import { parseObject } from '../../../input/lines/json-text.ts';
import type { JsonObject } from '../../../splits/pairs/is-object.ts';
import { badResult } from '../bad-result.ts';
import { lineTooLong, maxLineBytes } from '../line-limit.ts';
import { openBytes } from '../open-bytes.ts';
import type { ReadingJob, ResultFile, ResultFormat } from '../result-format.ts';
import { planColumns, type TableColumn } from './table-columns.ts';
import { type CellOf, TableRows } from './table-rows.ts';

export const jsonLinesResults: ResultFormat = {
  name: 'a table as JSON lines',
  accepts: (_, head) => /^(\ufeff)?\s*\{/.test(head.toString('utf8')),
  read: async (files, job) => {
    for (const file of files) await readTable(file, job);
  },
};

async function readTable(
  { path: file }: ResultFile,
  { collector, options, onBytes, signal }: ReadingJob,
): Promise<void> {
  let line = 0;
  let object: JsonObject = {};
  let rows: TableRows | undefined;
  const cell: CellOf = (column: TableColumn) => object[column];
  const findPlace = () => ({ line });
  for await (const lines of readLines(file, { onBytes, signal })) {
    for (const text of lines) {
      line++;
      if (text.trim() === '') continue;
      const place = { file, line };
      object = parseObject(text, (fault, cause) => badResult(place, `the line is ${fault}`, cause));
      rows ??= new TableRows(
        { collector, options },
        { file, columns: planColumns(Object.keys(object), file) },
      );
      rows.put(cell, findPlace);
    }
  }
}

/** Lines without their ends, some at a time. Throws `results_invalid` for bytes that are not UTF-8. */
async function* readLines(
  file: string,
  options: Pick<ReadingJob, 'onBytes' | 'signal'>,
): AsyncGenerator<string[], void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let count = 0;
  try {
    for await (const chunk of openBytes(file, options)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      count += lines.length;
      if (rest.length > maxLineBytes) throw lineTooLong({ file, line: count + 1 });
      yield lines;
    }
    rest += decoder.decode();
  } catch (error) {
    if (causeCode(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw badResult({ file }, `the text after line ${count} is not valid UTF-8`, error);
  }
  if (rest !== '') yield [rest];
}
